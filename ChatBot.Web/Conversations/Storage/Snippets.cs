using ChatBot.Web.Rendering;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>Cuts the piece out of a text that shows why a search found it.</summary>
internal static class Snippets
{
    private const int Before = 30;
    private const int Length = 120;
    private const int Farthest = 100_000;

    // How far around the word a long text is read as Markdown.
    private const int Near = 2_000;

    /// <summary>One line around the first of the words that the text has, with … where it goes on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words, as the search sees them.</param>
    /// <param name="isMarkdown">Whether it is written in Markdown: then its words are shown, and not how they are marked.</param>
    public static string Around(string text, IReadOnlyList<(string Text, bool IsPhrase)> words, bool isMarkdown = false)
    {
        var hit = Find(text, words);
        if (!isMarkdown) return Cut(text, hit);
        var from = hit <= Near ? 0 : text.LastIndexOf('\n', hit - Near) + 1;
        if (from < hit - (2 * Near)) from = Border(text, hit - Near);
        var to = Border(text, Math.Min(text.Length, hit + Near));
        var plain = PlainText.Of(text[from..to]).Trim();
        return Cut(plain, Find(plain, words), from > 0, to < text.Length);
    }

    private static int Find(string text, IReadOnlyList<(string Text, bool IsPhrase)> words)
    {
        var looked = new FoldedText(text.AsSpan(0, Math.Min(text.Length, Farthest)));
        return words.Select(word => looked.Find(word.Text.Replace(" ", "", StringComparison.Ordinal))).FirstOrDefault(found => found is not null)?.At ?? 0;
    }

    private static string Cut(string text, int hit, bool hasBefore = false, bool hasAfter = false)
    {
        var start = Border(text, Math.Max(0, hit - Before));
        var end = Border(text, Math.Min(text.Length, start + Length));
        var line = string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{(hasBefore || start > 0 ? "…" : "")}{line}{(hasAfter || end < text.Length ? "…" : "")}";
    }

    /// <summary>A place near that parts neither a word, where there is space nearby, nor a surrogate pair.</summary>
    private static int Border(string text, int at)
    {
        if (at <= 0 || at >= text.Length) return at;
        for (var near = at; near >= Math.Max(0, at - 12); near--)
            if (near == 0 || char.IsWhiteSpace(text[near])) return near;
        return char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }
}
