using System.Text;

namespace ChatBot.Inference.Answering;

/// <summary>Widens ranges of a text to whole words. Stateless.</summary>
internal static class WordBorders
{
    private const char ZeroWidthJoiner = '\u200D';
    private const int LongestAddress = 100;

    /// <summary>Widens a range until neither end is inside a word, a number or a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">UTF-16 offset of the range's first unit.</param>
    /// <param name="end">UTF-16 offset behind its last.</param>
    public static (int Start, int End) Widen(string text, int start, int end)
    {
        while (IsInside(text, start)) start--;
        while (IsInside(text, end)) end++;
        return (start, end);
    }

    /// <summary>Whether a cut at an offset would go through a word, a number such as 1,250.00, or a character.</summary>
    public static bool IsInside(string text, int offset)
    {
        if (offset <= 0 || offset >= text.Length) return false;
        if (char.IsSurrogatePair(text[offset - 1], text[offset])) return true;
        var after = TextCharacters.At(text, offset);
        if (TextCharacters.Attaches(after)) return true;

        var (start, before) = TextCharacters.Before(text, offset);
        if (text[offset - 1] == ZeroWidthJoiner && TextCharacters.IsJoinable(before) && TextCharacters.IsJoinable(after)) return true;
        if (TextCharacters.IsOfWord(before)) return TextCharacters.IsOfWord(after) || IsJoint(text, before, offset);
        return start == offset - 1 && start > 0 && TextCharacters.IsOfWord(after) && IsJoint(text, TextCharacters.Before(text, start).Base, start);
    }

    /// <summary>A separator inside a number (1,250.00; 12:30; 03.04.2024), an apostrophe inside a word (don't), or a sign inside an address.</summary>
    private static bool IsJoint(string text, Rune before, int at)
    {
        if (at + 1 >= text.Length) return false;
        var after = TextCharacters.At(text, at + 1);
        return text[at] switch
        {
            '.' or ',' or ':' when Rune.IsDigit(before) && Rune.IsDigit(after) => true,
            '.' or '@' or '-' or '+' => TextCharacters.IsOfWord(before) && TextCharacters.IsOfWord(after) && IsInMailAddress(text, at),
            '\'' or '\u2019' => TextCharacters.IsOfWord(before) && TextCharacters.IsOfWord(after),
            _ => false,
        };
    }

    /// <summary>Whether the run of characters around a place, as far as an address reaches, has one @ in it, between words.</summary>
    private static bool IsInMailAddress(string text, int at)
    {
        var (start, end) = (at, at);
        while (start > 0 && at - start < LongestAddress && IsOfAddress(text[start - 1])) start--;
        while (end < text.Length && end - at < LongestAddress && IsOfAddress(text[end])) end++;
        var sign = text.AsSpan(start, end - start).IndexOf('@');
        return sign > 0 && start + sign + 1 < end && char.IsLetterOrDigit(text[start + sign - 1]) && char.IsLetterOrDigit(text[start + sign + 1]);
    }

    private static bool IsOfAddress(char c) => char.IsLetterOrDigit(c) || c is '.' or '@' or '-' or '+' or '_';
}
