namespace ChatBot.Inference.Answering;

/// <summary>A stretch of one document's tokens that the model reads at once, together with the question.</summary>
/// <param name="Document">Index of the document.</param>
/// <param name="Start">Index of its first token in the document.</param>
/// <param name="Length">How many tokens.</param>
internal readonly record struct Window(int Document, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>
    /// Covers a document from its beginning, each window <paramref name="overlap"/> tokens into the one before, until one reaches the end
    /// (the same cut as Hugging Face's tokenizers make with a stride).
    /// </summary>
    /// <param name="document">Index of the document.</param>
    /// <param name="tokens">How many tokens it has; none gives no window.</param>
    /// <param name="capacity">Tokens of a window; more than <paramref name="overlap"/>.</param>
    /// <param name="overlap">Tokens that neighbours share.</param>
    public static IEnumerable<Window> Cover(int document, int tokens, int capacity, int overlap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(capacity, overlap);
        for (var start = 0; start < tokens; start += capacity - overlap)
        {
            var window = new Window(document, start, Math.Min(capacity, tokens - start));
            yield return window;
            if (window.End == tokens) yield break;
        }
    }

    /// <summary>
    /// Whether a token counts here and not in another window that has it too: it counts where its shorter side has most context, and in the
    /// earlier window when that is equal (BERT's "maximum context").
    /// </summary>
    /// <param name="windows">The windows that are read, in order, those of a document together.</param>
    /// <param name="index">Which of them is asked.</param>
    /// <param name="token">A token of that window, by its index in the document.</param>
    public static bool Owns(IReadOnlyList<Window> windows, int index, int token)
    {
        var own = windows[index].ContextOf(token);
        for (var other = index - 1; other >= 0 && windows[other].Contains(windows[index].Document, token); other--)
            if (windows[other].ContextOf(token) >= own) return false;
        for (var other = index + 1; other < windows.Count && windows[other].Contains(windows[index].Document, token); other++)
            if (windows[other].ContextOf(token) > own) return false;
        return true;
    }

    private bool Contains(int document, int token) => Document == document && token >= Start && token < End;

    /// <summary>Tokens on the shorter side.</summary>
    private int ContextOf(int token) => Math.Min(token - Start, End - 1 - token);
}
