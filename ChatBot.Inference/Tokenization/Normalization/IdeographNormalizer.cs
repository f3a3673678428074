using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Puts spaces around every Chinese character, as BERT does.</summary>
internal sealed class IdeographNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var result = new AlignedText(text.IsAligned, text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text.Span[at..], out var rune, out length);
            var padded = UnicodeClasses.IsBertIdeograph(rune);
            if (padded) result.Append(' ', text, at, at + length);
            result.AppendCopy(text, at, at + length);
            if (padded) result.Append(' ', text, at, at + length);
        }

        return result;
    }
}
