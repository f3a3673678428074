using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Writes a fixed text for everything that matches a pattern.</summary>
internal sealed class ReplaceNormalizer(SplitPattern pattern, string content) : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var found = new List<PatternSpan>();
        pattern.Find(text.Span, found);
        if (!found.Exists(span => span.IsMatch)) return text;
        var result = new AlignedText(text.IsAligned, text.Length + content.Length);
        foreach (var (start, end, isMatch) in found)
        {
            if (isMatch) result.Append(content, text, start, end);
            else result.AppendCopy(text, start, end);
        }

        return result;
    }
}
