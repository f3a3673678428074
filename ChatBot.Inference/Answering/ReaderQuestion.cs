using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Answering;

/// <summary>A question as the model reads it.</summary>
/// <param name="Text">Without space at its ends.</param>
/// <param name="Ids">Its tokens, cut to what the model takes.</param>
/// <param name="WasCut">Whether there were more.</param>
internal sealed record ReaderQuestion(string Text, int[] Ids, bool WasCut)
{
    /// <summary>The longest text that is looked at; far more than any number of tokens that are kept.</summary>
    private const int LongestText = 10_000;

    /// <summary>Tokenizes a question.</summary>
    /// <exception cref="ArgumentException">There is no question in it; the message can be shown.</exception>
    public static ReaderQuestion Of(TextTokenizer tokenizer, string question, int longest)
    {
        var text = question.Trim();
        var isHuge = text.Length > LongestText;
        if (isHuge) text = text[..LongestText];
        var ids = text.Length == 0 ? [] : tokenizer.EncodeWithOffsets(text).Select(span => span.Id).ToArray();
        if (ids.Length == 0) throw new ArgumentException("Type a question about the documents, such as “When is the invoice due?”.", nameof(question));
        return new ReaderQuestion(text, ids.Length > longest ? ids[..longest] : ids, isHuge || ids.Length > longest);
    }
}
