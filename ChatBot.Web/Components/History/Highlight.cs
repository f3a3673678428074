using System.Globalization;

namespace ChatBot.Web.Components.History;

/// <summary>Finds the words that were searched for in a text that is shown.</summary>
internal static class Highlight
{
    private const CompareOptions Loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;

    /// <summary>Cuts a text into pieces, those that were searched for and those between. Case and accents do not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words that were searched for.</param>
    /// <returns>The pieces in order; joined they are the text.</returns>
    public static IReadOnlyList<(string Text, bool IsHit)> Split(string text, IReadOnlyList<string> words)
    {
        List<(string, bool)> pieces = [];
        var plain = 0;
        for (var from = 0; from < text.Length;)
        {
            var (at, length) = Next(text.AsSpan(from), words);
            if (length == 0) break;
            at += from;
            if (at > plain) pieces.Add((text[plain..at], false));
            pieces.Add((text.Substring(at, length), true));
            plain = from = at + length;
        }

        if (plain < text.Length) pieces.Add((text[plain..], false));
        return pieces;
    }

    /// <summary>The first word that stands in a text, the longest where two begin at one place; length 0 where none does.</summary>
    private static (int At, int Length) Next(ReadOnlySpan<char> text, IReadOnlyList<string> words)
    {
        var best = (At: text.Length, Length: 0);
        foreach (var word in words)
        {
            var at = WordStart(text, word, out var length);
            if (at >= 0 && length > 0 && (at < best.At || (at == best.At && length > best.Length))) best = (at, length);
        }

        return best;
    }

    // Words are found by their beginnings; scripts without spaces anywhere.
    private static int WordStart(ReadOnlySpan<char> text, string word, out int length)
    {
        length = 0;
        if (word.Length == 0) return -1;
        for (var from = 0; from < text.Length; from++)
        {
            var at = CultureInfo.InvariantCulture.CompareInfo.IndexOf(text[from..], word, Loosely, out length);
            if (at < 0) return -1;
            at += from;
            if (at == 0 || word[0] > '\u0E00' || !char.IsLetterOrDigit(text[at - 1])) return at;
            from = at;
        }

        return -1;
    }
}
