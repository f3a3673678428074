using System.Globalization;
using System.Text;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// Prepares text for the index and what people type for a query of it. Case and accents do not count. Scripts that are written without
/// spaces are indexed character by character and searched as phrases, so that any part of a sentence is found; other words are found by their
/// beginnings.
/// </summary>
internal static class SearchText
{
    private const int MostWords = 16;
    private const int LongestQuery = 200;

    /// <summary>Text as it is indexed.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length + 16);
        var afterIdeograph = false;
        foreach (var rune in WithoutAccents(text).EnumerateRunes())
        {
            var isIdeograph = IsWrittenWithoutSpaces(rune);
            if (isIdeograph || afterIdeograph) folded.Append(' ');
            afterIdeograph = isIdeograph;
            if (rune.Value == 'ß') folded.Append("ss");
            else folded.Append(Rune.ToLowerInvariant(rune));
        }

        return folded.ToString();
    }

    /// <summary>A query that finds what someone typed, whatever they typed.</summary>
    /// <returns>An FTS5 expression for one column; null where there is nothing to look for.</returns>
    public static string? ToQuery(string typed)
    {
        var words = Words(typed);
        return words.Count == 0 ? null : string.Join(" AND ", words.Select(word => word.IsPhrase ? $"\"{word.Text}\"" : $"\"{word.Text}\"*"));
    }

    /// <summary>The words someone typed, folded.</summary>
    public static List<(string Text, bool IsPhrase)> Words(string typed)
    {
        typed = typed.Length > LongestQuery ? typed[..LongestQuery] : typed;
        List<(string Text, bool IsPhrase)> words = [];
        var word = new StringBuilder();
        bool? isPhrase = null;
        foreach (var rune in WithoutAccents(typed).EnumerateRunes())
        {
            var isIdeograph = IsWrittenWithoutSpaces(rune);
            var isPart = IsPartOfWord(rune);
            if (!isPart || (isPhrase is { } before && before != isIdeograph)) End();
            if (!isPart) continue;
            isPhrase = isIdeograph;
            if (isIdeograph && word.Length > 0) word.Append(' ');
            if (rune.Value == 'ß') word.Append("ss");
            else word.Append(Rune.ToLowerInvariant(rune));
        }

        End();
        return words.Count > MostWords ? words[..MostWords] : words;

        void End()
        {
            if (word.Length > 0) words.Add((word.ToString(), isPhrase!.Value));
            word.Clear();
            isPhrase = null;
        }
    }

    /// <summary>Letters without case and accents, as in <see cref="Fold"/>.</summary>
    public static string FoldLetters(string letters) => WithoutAccents(letters).ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);

    // Only the accents that decorate letters: the vowel signs of Indic scripts and the voicing marks of kana are letters of their own.
    private static string WithoutAccents(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        var decomposed = Valid(text).Normalize(NormalizationForm.FormKD);
        var kept = new StringBuilder(decomposed.Length);
        foreach (var character in decomposed)
            if (character is < '\u0300' or > '\u036F') kept.Append(character);
        return kept.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Halves of surrogate pairs, which no normal form takes, become what stands for the unknown.</summary>
    private static string Valid(string text)
    {
        var isValid = true;
        for (var i = 0; i < text.Length && isValid; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            isValid = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            i++;
        }

        if (isValid) return text;
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) valid.Append(rune);
        return valid.ToString();
    }

    // The same classes as the index's tokenizer, see SearchIndex.
    private static bool IsPartOfWord(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Whether a character belongs to a script whose words nothing parts.</summary>
    public static bool IsWrittenWithoutSpaces(Rune rune) => rune.Value is
        >= 0x0E00 and <= 0x0EFF /* Thai, Lao */ or >= 0x1000 and <= 0x109F /* Myanmar */ or >= 0x1780 and <= 0x17FF /* Khmer */
        or >= 0x3005 and <= 0x3007 or >= 0x3040 and <= 0x30FF /* kana */ or >= 0x31F0 and <= 0x31FF
        or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF /* ideographs */;
}
