namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Drops white space at the beginning, the end or both.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var start = left ? text.Length - text.Span.TrimStart().Length : 0;
        var end = right ? text.Span.TrimEnd().Length : text.Length;
        if (start == 0 && end == text.Length) return text;
        var result = new AlignedText(text.IsAligned, text.Length);
        if (start < end) result.AppendCopy(text, start, end);
        return result;
    }
}
