using System.Runtime.InteropServices;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Chooses the windows worth reading when there are too many: those that share the question's words, by BM25 (Robertson and Zaragoza, The
/// Probabilistic Relevance Framework, 2009) with a window as the document. Stateless.
/// </summary>
internal static class WindowSelection
{
    private const double Saturation = 1.2, LengthPenalty = 0.75;

    /// <summary>Windows between two looks at the cancellation.</summary>
    private const int Step = 4096;

    /// <summary>The best windows in the order they came in; all of them where the budget allows.</summary>
    /// <param name="windows">All windows, those of a document together and in order.</param>
    /// <param name="documents">The documents and their tokens, by the windows' index.</param>
    /// <param name="question">The question.</param>
    /// <param name="budget">The most windows to choose.</param>
    /// <param name="cancellation">Checked between documents.</param>
    public static List<Window> Choose(
        List<Window> windows, IReadOnlyList<(string Text, DocumentTokens Tokens)> documents, string question, int budget, CancellationToken cancellation)
    {
        if (windows.Count <= budget) return windows;
        var scores = Score(windows, documents, SearchTerms.OfQuestion(question), cancellation);
        return [.. Enumerable.Range(0, windows.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(budget).Order().Select(i => windows[i])];
    }

    private static double[] Score(
        List<Window> windows, IReadOnlyList<(string Text, DocumentTokens Tokens)> documents, Dictionary<string, int> terms, CancellationToken cancellation)
    {
        var counts = Count(windows, documents, terms, cancellation);
        var averageLength = windows.Average(window => window.Length);
        var scores = new double[windows.Count];
        foreach (var ofTerm in counts)
        {
            var rarity = Math.Log(1 + ((windows.Count - ofTerm.Count + 0.5) / (ofTerm.Count + 0.5)));
            foreach (var (window, count) in ofTerm)
            {
                var norm = Saturation * (1 - LengthPenalty + (LengthPenalty * windows[window].Length / averageLength));
                scores[window] += rarity * count * (Saturation + 1) / (count + norm);
            }
        }

        return scores;
    }

    /// <summary>For each term how often each window has it.</summary>
    private static Dictionary<int, int>[] Count(
        List<Window> windows, IReadOnlyList<(string Text, DocumentTokens Tokens)> documents, Dictionary<string, int> terms, CancellationToken cancellation)
    {
        var counts = new Dictionary<int, int>[terms.Count];
        for (var i = 0; i < counts.Length; i++) counts[i] = [];
        var numberOf = terms.GetAlternateLookup<ReadOnlySpan<char>>();

        for (var first = 0; first < windows.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var document = windows[first].Document;
            var behind = first;
            while (behind < windows.Count && windows[behind].Document == document) behind++;
            var (text, tokens) = documents[document];
            int token = 0, earliest = first, visited = 0;
            SearchTerms.Visit(text, (term, start) =>
            {
                if (++visited % Step == 0) cancellation.ThrowIfCancellationRequested();
                if (!numberOf.TryGetValue(term, out var number)) return;
                while (token < tokens.Count - 1 && tokens.Ends[token] <= start) token++;
                while (earliest < behind && windows[earliest].End <= token) earliest++;
                for (var window = earliest; window < behind && windows[window].Start <= token; window++)
                    CollectionsMarshal.GetValueRefOrAddDefault(counts[number], window, out _)++;
            });
            first = behind;
        }

        return counts;
    }
}
