using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Writes every byte of the text's UTF-8 as its printable stand-in.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var result = new AlignedText(text.IsAligned, text.Length * 2);
        AppendBytes(text, 0, text.Length, result);
        return result;
    }

    /// <summary>Writes a part of a text as bytes; each of a character's bytes stands for the whole character.</summary>
    public static void AppendBytes(AlignedText text, int from, int to, AlignedText result)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int at = from, length; at < to; at += length)
        {
            var unit = text.Span[at];
            length = 1;
            if (unit < 0x80)
            {
                result.Append(ByteChars.ToChar((byte)unit), text, at, at + 1);
                continue;
            }

            Rune.DecodeFromUtf16(text.Span[at..to], out var rune, out length);
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)]) result.Append(ByteChars.ToChar(value), text, at, at + length);
        }
    }
}
