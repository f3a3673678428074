namespace ChatBot.Inference.Answering;

/// <summary>Turns the windows' spans into answers that can be shown. Immutable.</summary>
/// <param name="documents">The documents that were asked.</param>
/// <param name="texts">Their tokens.</param>
/// <param name="settings">What the margins mean.</param>
internal sealed class AnswerRanking(
    IReadOnlyList<ReaderDocument> documents, IReadOnlyList<(string Text, DocumentTokens Tokens)> texts, ReaderSettings settings)
{
    /// <summary>The best answers, the best first. Where two of one document overlap, the better one stays as it is: scores are never added.</summary>
    /// <param name="spans">Spans of any windows.</param>
    /// <param name="count">The most answers.</param>
    public IReadOnlyList<ReaderAnswer> Rank(IEnumerable<TokenRange> spans, int count)
    {
        List<ReaderAnswer> answers = [];
        foreach (var span in spans.OrderByDescending(span => span.Margin).ThenBy(span => span.Document).ThenBy(span => span.First).ThenBy(span => span.Last))
        {
            if (answers.Count == count) break;
            var (text, tokens) = texts[span.Document];
            var (start, end) = WordBorders.Widen(text, tokens.Starts[span.First], tokens.Ends[span.Last]);
            (start, end) = EdgeTrimming.Trim(text, start, end);
            if (start == end || answers.Exists(other => other.DocumentIndex == span.Document && start < other.Start + other.Length && other.Start < end)) continue;
            answers.Add(Answer(span, start, end));
        }

        return answers;
    }

    private ReaderAnswer Answer(TokenRange span, int start, int end)
    {
        var text = texts[span.Document].Text;
        var (from, to) = Sentences.Around(text, start, end);
        return new ReaderAnswer
        {
            DocumentId = documents[span.Document].Id,
            DocumentIndex = span.Document,
            Start = start,
            Length = end - start,
            Text = text[start..end],
            ContextStart = from,
            ContextLength = to - from,
            Context = text[from..to],
            Margin = span.Margin,
            Confidence = settings.Confidence(span.Margin),
        };
    }
}
