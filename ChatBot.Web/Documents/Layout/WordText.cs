using System.Globalization;
using System.Text;

namespace ChatBot.Web.Documents.Layout;

/// <summary>Makes the characters that a font or an OCR program names into text that can be searched.</summary>
internal static class WordText
{
    /// <summary>
    /// Without white space, control and zero-width characters, halves of surrogate pairs and replacement characters; ligatures
    /// (<c>ﬁ</c>) as their letters, which the Unicode standard gives them as compatibility decompositions.
    /// </summary>
    public static string Clean(string raw)
    {
        if (IsClean(raw)) return raw;
        var text = new StringBuilder(raw.Length + 4);
        foreach (var rune in raw.EnumerateRunes())
        {
            if (rune.Value is >= 0xFB00 and <= 0xFB06) text.Append(rune.ToString().Normalize(NormalizationForm.FormKC));
            else if (IsKept(rune)) text.Append(rune);
        }

        return text.ToString();
    }

    /// <summary>How many of the characters mean nothing as text: no Unicode value, or one for private use.</summary>
    public static int CountMeaningless(string raw)
    {
        var count = 0;
        foreach (var rune in raw.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                count++;
        }

        return count;
    }

    private static bool IsClean(string raw)
    {
        foreach (var c in raw)
            if (c is <= ' ' or > '\u024F' or (>= '\u007F' and <= '\u00A0') or '\u00AD') return false;
        return true;
    }

    private static bool IsKept(Rune rune)
    {
        if (rune.Value == 0xAD) return true; // the soft hyphen, which HyphenJoiner takes out
        if (Rune.IsWhiteSpace(rune) || rune == Rune.ReplacementChar) return false;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
