using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Writes something before a text; it counts as standing for the first character.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var result = new AlignedText(text.IsAligned, text.Length + prefix.Length);
        Rune.DecodeFromUtf16(text.Span, out _, out var first);
        result.Append(prefix, text, 0, first);
        result.AppendCopy(text, 0, text.Length);
        return result;
    }
}
