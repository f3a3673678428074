using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Answering;

/// <summary>A document's tokens and the UTF-16 range of its text that each stands for. Immutable.</summary>
internal sealed class DocumentTokens
{
    private DocumentTokens(int[] ids, int[] starts, int[] ends) => (Ids, Starts, Ends) = (ids, starts, ends);

    public int[] Ids { get; }

    public int[] Starts { get; }

    public int[] Ends { get; }

    public int Count => Ids.Length;

    /// <summary>Bytes it takes.</summary>
    public long Size => 3L * sizeof(int) * Count;

    /// <summary>Tokenizes a text. What looks like a control token in it is plain text.</summary>
    public static DocumentTokens Of(TextTokenizer tokenizer, string text)
    {
        var spans = tokenizer.EncodeWithOffsets(text);
        var (ids, starts, ends) = (new int[spans.Count], new int[spans.Count], new int[spans.Count]);
        for (var i = 0; i < spans.Count; i++) (ids[i], starts[i], ends[i]) = spans[i];
        return new DocumentTokens(ids, starts, ends);
    }
}
