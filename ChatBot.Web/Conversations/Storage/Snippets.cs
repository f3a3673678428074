using System.Globalization;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>Cuts the piece out of a text that shows why a search found it.</summary>
internal static class Snippets
{
    private const int Before = 30;
    private const int Length = 120;
    private const int Farthest = 100_000;
    private const CompareOptions Loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;

    /// <summary>One line around the first of the words that the text has, with … where it goes on.</summary>
    public static string Around(string text, IReadOnlyList<(string Text, bool IsPhrase)> words)
    {
        var looked = text.AsSpan(0, Math.Min(text.Length, Farthest));
        var hit = 0;
        foreach (var (word, isPhrase) in words)
        {
            if (Find(looked, isPhrase ? word.Replace(" ", "", StringComparison.Ordinal) : word, isPhrase) is not { } at) continue;
            hit = at;
            break;
        }

        var start = Border(text, Math.Max(0, hit - Before));
        var end = Border(text, Math.Min(text.Length, start + Length));
        var line = string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{(start > 0 ? "…" : "")}{line}{(end < text.Length ? "…" : "")}";
    }

    private static int? Find(ReadOnlySpan<char> text, string word, bool isPhrase)
    {
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        for (var from = 0; from < text.Length;)
        {
            var index = compare.IndexOf(text[from..], word, Loosely, out var length);
            if (index < 0) return null;
            if (isPhrase || from + index == 0 || !char.IsLetterOrDigit(text[from + index - 1])) return from + index;
            from += index + Math.Max(1, length);
        }

        return null;
    }

    /// <summary>A place near that parts neither a word, where there is space nearby, nor a surrogate pair.</summary>
    private static int Border(string text, int at)
    {
        if (at <= 0 || at >= text.Length) return at;
        for (var near = at; near > Math.Max(0, at - 12); near--)
            if (char.IsWhiteSpace(text[near])) return near;
        return char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }
}
