using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Maps every code point by itself: to another, or to nothing.</summary>
/// <param name="map">Gives the code point to write, or null to drop it.</param>
internal sealed class CodePointNormalizer(Func<Rune, Rune?> map) : Normalizer
{
    /// <summary>Drops combining marks of every kind.</summary>
    public static CodePointNormalizer StripAccents { get; } = new(rune => UnicodeClasses.IsAccent(rune) ? null : rune);

    /// <summary>Drops non-spacing marks, as BERT does after decomposing.</summary>
    public static CodePointNormalizer StripNonSpacingMarks { get; } = new(rune => UnicodeClasses.IsNonSpacingMark(rune) ? null : rune);

    /// <summary>Drops control characters and turns every white space into a space, as BERT does.</summary>
    public static CodePointNormalizer CleanText { get; } = new(Clean);

    /// <summary>SentencePiece's clean-up: drops control characters, turns line ends, zero-width characters and the like into spaces.</summary>
    public static CodePointNormalizer Nmt { get; } = new(CleanNmt);

    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        AlignedText? result = null;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text.Span[at..], out var rune, out length);
            var mapped = map(rune);
            if (result is null)
            {
                if (mapped == rune) continue;
                result = new AlignedText(text.IsAligned, text.Length);
                result.AppendCopy(text, 0, at);
            }

            if (mapped is { } written) result.Append(written, text, at, at + length);
        }

        return result ?? text;
    }

    private static Rune? Clean(Rune rune)
    {
        if (rune.Value is 0 or 0xFFFD) return null;
        if (rune.Value is '\t' or '\n' or '\r') return new Rune(' ');
        if (UnicodeClasses.IsBertControl(rune)) return null;
        return UnicodeClasses.IsWhiteSpace(rune) ? new Rune(' ') : rune;
    }

    private static Rune? CleanNmt(Rune rune) => rune.Value switch
    {
        (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F => null,
        0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD
            => new Rune(' '),
        _ => rune,
    };
}
