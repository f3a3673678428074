namespace ChatBot.Inference.Answering;

/// <summary>A span of one document's tokens, both ends included, and its margin.</summary>
internal readonly record struct TokenRange(int Document, int First, int Last, double Margin)
{
    public bool Overlaps(TokenRange other) => Document == other.Document && First <= other.Last && other.First <= Last;
}

/// <summary>Finds the best spans of a window.</summary>
internal static class SpanFinder
{
    /// <summary>Starts and ends that are combined. Beyond the best twenty of either the sum is hardly ever among the best few.</summary>
    private const int Candidates = 20;

    /// <summary>The best spans, the best first, none overlapping another.</summary>
    /// <param name="windows">All windows that are read.</param>
    /// <param name="index">Which of them is meant.</param>
    /// <param name="logits">Its scores.</param>
    /// <param name="contextStart">Where the window's own tokens begin among the scores.</param>
    /// <param name="tokens">The document's tokens.</param>
    /// <param name="longest">Tokens of the longest span.</param>
    /// <param name="count">The most spans to return.</param>
    public static List<TokenRange> Find(
        IReadOnlyList<Window> windows, int index, WindowLogits logits, int contextStart, DocumentTokens tokens, int longest, int count)
    {
        var window = windows[index];
        var nullScore = (double)logits.Start[0] + logits.End[0];

        // Only the start must be this window's own: with the end held to it too, no window could give a span that crosses the border.
        var starts = Best(logits.Start, i => HasText(i) && Window.Owns(windows, index, window.Start + i));
        var ends = Best(logits.End, HasText);
        List<TokenRange> spans = [];
        foreach (var start in starts)
        {
            foreach (var end in ends)
            {
                if (end < start || end - start >= longest) continue;
                var margin = (double)logits.Start[contextStart + start] + logits.End[contextStart + end] - nullScore;
                if (!double.IsFinite(margin)) continue; // a number type that overflows
                spans.Add(new TokenRange(window.Document, window.Start + start, window.Start + end, margin));
            }
        }

        return WithoutOverlaps(spans, count);

        bool HasText(int i) => tokens.Ends[window.Start + i] > tokens.Starts[window.Start + i];

        List<int> Best(float[] scores, Func<int, bool> counts)
        {
            var best = new PriorityQueue<int, float>(Candidates + 1);
            for (var i = 0; i < window.Length; i++)
            {
                var score = scores[contextStart + i];
                if (best.Count == Candidates && best.TryPeek(out _, out var worst) && score <= worst) continue;
                if (!counts(i)) continue;
                best.Enqueue(i, score);
                if (best.Count > Candidates) best.Dequeue();
            }

            return [.. best.UnorderedItems.Select(item => item.Element)];
        }
    }

    /// <summary>The best, the best first; of those that overlap only the better. Equal margins go by position.</summary>
    public static List<TokenRange> WithoutOverlaps(IEnumerable<TokenRange> spans, int count)
    {
        List<TokenRange> kept = [];
        foreach (var span in spans.OrderByDescending(span => span.Margin).ThenBy(span => span.Document).ThenBy(span => span.First).ThenBy(span => span.Last))
        {
            if (kept.Count == count) break;
            if (!kept.Exists(span.Overlaps)) kept.Add(span);
        }

        return kept;
    }
}
