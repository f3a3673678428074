using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Answering;

/// <summary>Characters as people see them, a base with what attaches to it, around offsets of a text. Stateless.</summary>
internal static class TextCharacters
{
    /// <summary>The code point at an offset; U+FFFD for half of a surrogate pair.</summary>
    public static Rune At(string text, int offset) => Rune.TryGetRuneAt(text, offset, out var rune) ? rune : Rune.ReplacementChar;

    /// <summary>The character that ends at an offset: its base and where it begins, at or after <paramref name="from"/>.</summary>
    public static (int Start, Rune Base) Before(string text, int offset, int from = 0)
    {
        Rune rune;
        do
        {
            offset -= offset - from >= 2 && char.IsSurrogatePair(text[offset - 2], text[offset - 1]) ? 2 : 1;
            rune = At(text, offset);
        }
        while (offset > from && Attaches(rune));
        return (offset, rune);
    }

    /// <summary>Accents, variation selectors, joiners, soft hyphens and skin tones: they belong to the character before them.</summary>
    public static bool Attaches(Rune rune) =>
        rune.Value is 0x00AD or 0x200C or 0x200D or 0x2060 or (>= 0x1F3FB and <= 0x1F3FF) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>What a zero-width joiner makes one character with what stands before it: letters and pictures.</summary>
    public static bool IsJoinable(Rune rune) =>
        rune != Rune.ReplacementChar && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol);

    /// <summary>Whether two of these in a row are parts of one word.</summary>
    public static bool IsOfWord(Rune rune) => (Rune.IsLetterOrDigit(rune) || rune.Value == '_') && !IsUnspaced(rune);

    /// <summary>Scripts without spaces between words: there every character may be a border, or a word would be a whole sentence.</summary>
    public static bool IsUnspaced(Rune rune) => rune.Value
        is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF);
}
