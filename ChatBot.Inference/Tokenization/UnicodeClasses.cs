using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization;

/// <summary>The character classes that tokenizers use, over code points.</summary>
internal static class UnicodeClasses
{
    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>Any number, not only decimal digits (Rust's <c>char::is_numeric</c>).</summary>
    public static bool IsNumeric(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Punctuation by Unicode 8, and all of ASCII's (BERT's rule).</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : rune.Value is 0x166D or 0x111C9 // Both became something else later.
            || (Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation
                && UnicodeAges.IsAssigned(rune, 8));

    /// <summary>A word character, as <c>\w</c> is in Unicode TR 18: alphabetic, mark, decimal digit, connector, joiner.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.LetterNumber => true,
        UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => false,
    };

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>A combining mark of Unicode 9.</summary>
    public static bool IsAccent(Rune rune) => rune.Value is 0x1CF2 or 0x1CF3
        || (IsMark(rune) && UnicodeAges.IsAssigned(rune, 9) && rune.Value is not 0x111C9);

    /// <summary>A non-spacing mark of Unicode 8 (BERT's rule).</summary>
    public static bool IsNonSpacingMark(Rune rune) => rune.Value is 0x1734 or 0x1171E
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark && UnicodeAges.IsAssigned(rune, 8)
            && rune.Value is not (0x1885 or 0x1886 or 0xA9BD or 0x111C9));

    /// <summary>
    /// What BERT removes as control characters: control, format and private use, by the tables of Unicode 8 that the reference
    /// still has.
    /// </summary>
    public static bool IsBertControl(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.Format => rune.Value is not (0x890 or 0x891 or 0x8E2 or 0x110CD or (>= 0x13430 and <= 0x1343F)),
        _ => false,
    };

    /// <summary>The ideographs that BERT surrounds with spaces.</summary>
    public static bool IsBertIdeograph(Rune rune) => rune.Value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
