using System.Text.RegularExpressions;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Footnotes of a text that is still being written. Their marks come long before the notes, so a mark is shown as one from the beginning,
/// as if its note were there already. A mark whose note never comes is plain text in the end.
/// </summary>
internal static partial class Footnotes
{
    /// <summary>Whether there is a mark of a footnote outside of code.</summary>
    /// <param name="document">The parsed text.</param>
    /// <param name="text">The text.</param>
    public static bool AreIn(MarkdownDocument document, string text) => text.Contains("[^", StringComparison.Ordinal)
        && document.Descendants<LeafBlock>().Any(block => block is not CodeBlock && Mark().IsMatch(Source(block, text)));

    /// <summary>Parses a text with an empty note for each mark that has none, and leaves those notes out of what is shown.</summary>
    public static MarkdownDocument ParseWithAwaited(string text)
    {
        var noted = Note().Matches(text).Select(match => match.Groups[1].Value).ToHashSet();
        var awaited = Mark().Matches(text).Select(match => match.Groups[1].Value).Where(label => !noted.Contains(label)).Distinct().ToList();
        var document = MarkdownText.Parse(string.Concat(awaited.Select(label => $"[^{label}]: {MathInline.Pending}\n\n")) + text);
        foreach (var group in document.OfType<FootnoteGroup>().ToList())
        {
            foreach (var note in group.OfType<Footnote>().Where(note => awaited.Contains(note.Label?.TrimStart('^') ?? "")).ToList()) group.Remove(note);
            if (group.Count == 0) document.Remove(group);
        }

        return document;
    }

    /// <summary>Whether a mark of a footnote is in a block.</summary>
    public static bool HasMark(Block block) => block.Descendants<FootnoteLink>().Any();

    private static ReadOnlySpan<char> Source(LeafBlock block, string text)
    {
        var start = Math.Clamp(block.Span.Start, 0, text.Length);
        return text.AsSpan(start, Math.Clamp(block.Span.End + 1 - start, 0, text.Length - start));
    }

    [GeneratedRegex(@"(?<![\\`])\[\^((?:[0-9]+|(?<=\S\[\^)[\w-]{1,40}))\](?!:)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^[ \t]*\[\^([^\]\s]+)\]:", RegexOptions.Multiline)]
    private static partial Regex Note();
}
