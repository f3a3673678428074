using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Lower case of every code point by itself, without regard to language or position in the word.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var result = new AlignedText(text.IsAligned, text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text.Span[at..], out var rune, out length);

            // U+0130 is the one code point whose lower case is two.
            if (rune.Value == 0x130) result.Append("i\u0307", text, at, at + length);
            else result.Append(Rune.ToLowerInvariant(rune), text, at, at + length);
        }

        return result;
    }
}
