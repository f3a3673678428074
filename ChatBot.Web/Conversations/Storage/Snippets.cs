using System.Text.RegularExpressions;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>Cuts the piece out of a text that shows why a search found it.</summary>
internal static partial class Snippets
{
    private const int Before = 30;
    private const int Length = 120;
    private const int Farthest = 100_000;

    /// <summary>One line around the first of the words that the text has, with … where it goes on.</summary>
    public static string Around(string text, IReadOnlyList<(string Text, bool IsPhrase)> words)
    {
        var looked = new FoldedText(text.AsSpan(0, Math.Min(text.Length, Farthest)));
        var hit = words.Select(word => looked.Find(word.Text.Replace(" ", "", StringComparison.Ordinal))).FirstOrDefault(found => found is not null)?.At ?? 0;
        var start = Border(text, Math.Max(0, hit - Before));
        var end = Border(text, Math.Min(text.Length, start + Length));
        var line = string.Join(' ', Marks().Replace(text[start..end], "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{(start > 0 ? "…" : "")}{line}{(end < text.Length ? "…" : "")}";
    }

    // What Markdown is written with, as far as it is never anything else: a star alone may be a product, an underscore part of a name.
    [GeneratedRegex(@"\*\*|`+|(?<=^\s*)(#{1,6}|>|[-*+]|\d{1,3}\.)(?=\s)|\|(?=[\s|:-]|\z)|(?<=[\s|])[:-]{3,}(?=[\s|])", RegexOptions.Multiline)]
    private static partial Regex Marks();

    /// <summary>A place near that parts neither a word, where there is space nearby, nor a surrogate pair.</summary>
    private static int Border(string text, int at)
    {
        if (at <= 0 || at >= text.Length) return at;
        for (var near = at; near >= Math.Max(0, at - 12); near--)
            if (near == 0 || char.IsWhiteSpace(text[near])) return near;
        return char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }
}
