using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's upper, lower and title case: whole characters, not UTF-16 units, and letters that become several.</summary>
internal static class LetterCase
{
    // Unicode's SpecialCasing.txt, without Greek's iota subscripts: a letter, then what it is in upper case.
    private static readonly Dictionary<int, string> UpperOfSeveral = (
        "ß SS ŉ ʼN ǰ J\u030C ΐ Ι\u0308\u0301 ΰ Υ\u0308\u0301 և ԵՒ ẖ H\u0331 ẗ T\u0308 ẘ W\u030A ẙ Y\u030A ẚ Aʾ "
        + "ﬀ FF ﬁ FI ﬂ FL ﬃ FFI ﬄ FFL ﬅ ST ﬆ ST ﬓ ՄՆ ﬔ ՄԵ ﬕ ՄԻ ﬖ ՎՆ ﬗ ՄԽ").Split(' ').Chunk(2).ToDictionary(pair => (int)pair[0][0], pair => pair[1]);

    public static string Upper(string text) => Map(text, (_, _, rune) => Upper(rune));

    public static string Lower(string text) => Map(text, Lower);

    /// <summary>For comparisons: lower case, and what upper case makes several letters of as those letters.</summary>
    public static string Fold(string text) => Map(text, (_, _, rune) => rune.Value switch
    {
        'ς' => "σ",
        'ſ' => "s",
        _ => Lower("", 0, UpperOfSeveral.TryGetValue(rune.Value, out var several) ? several : Rune.ToLowerInvariant(rune).ToString()),
    });

    /// <summary>The first character large, the others small.</summary>
    public static string Capitalize(string text) => Map(text, (whole, at, rune) => at == 0 ? Title(rune) : Lower(whole, at, rune));

    /// <summary>The first letter of every word large, the others small.</summary>
    public static string Title(string text)
    {
        var inWord = false;
        return Map(text, (whole, at, rune) =>
        {
            var result = inWord ? Lower(whole, at, rune) : Title(rune);
            inWord = IsCased(rune);
            return result;
        });
    }

    public static string Swap(string text) => Map(text, (whole, at, rune) => Rune.IsUpper(rune) ? Lower(whole, at, rune) : Upper(rune));

    /// <summary>Whether there are letters of a case, and none of the other or of title case.</summary>
    public static bool IsAll(string text, bool upper)
    {
        var any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsCased(rune)) continue;
            if (upper ? !Rune.IsUpper(rune) : Rune.IsUpper(rune) || IsTitle(rune)) return false;
            any = true;
        }

        return any;
    }

    /// <summary>Whether every word begins large and goes on small.</summary>
    public static bool IsTitle(string text)
    {
        var (any, inWord) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var cased = IsCased(rune);
            if (cased && (Rune.IsUpper(rune) || IsTitle(rune)) == inWord) return false;
            inWord = cased;
            any |= cased;
        }

        return any;
    }

    private static string Map(string text, Func<string, int, Rune, string> map)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(map(text, at, rune));
            at += rune.Utf16SequenceLength;
        }

        return result.ToString();
    }

    private static string Upper(Rune rune) => UpperOfSeveral.TryGetValue(rune.Value, out var several) ? several : Rune.ToUpperInvariant(rune).ToString();

    private static string Title(Rune rune) => Upper(rune) is var upper && Rune.GetRuneAt(upper, 0).Utf16SequenceLength is var first && first < upper.Length
        ? upper[..first] + (rune.Value == 'ŉ' ? upper[first..] : Lower("", 0, upper[first..]))
        : upper;

    private static string Lower(string whole, int at, string text) => Map(text, (_, _, rune) => Lower(whole, at, rune));

    private static string Lower(string whole, int at, Rune rune) => rune.Value switch
    {
        'İ' => "i\u0307",
        'Σ' when EndsWord(whole, at) => "ς",
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    private static bool EndsWord(string text, int at)
    {
        var (before, after) = (at - 1, at + 1);
        while (before >= 0 && IsIgnored(text[before])) before--;
        while (after < text.Length && IsIgnored(text[after])) after++;
        return before >= 0 && char.IsLetter(text[before]) && (after >= text.Length || !char.IsLetter(text[after]));
    }

    private static bool IsIgnored(char unit) => unit is '\'' or '.' or ':' or '^' or '`' or '’' or '·'
        || char.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    // Besides the letters: ordinals, small modifiers, Roman numerals, circled letters.
    private static bool IsCased(Rune rune) => Rune.IsUpper(rune) || Rune.IsLower(rune) || IsTitle(rune)
        || rune.Value is 'ª' or 'º' or (>= 0x2B0 and <= 0x2B8) or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);
}
