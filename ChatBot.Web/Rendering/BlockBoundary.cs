using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>Finds where in a growing Markdown text parsing can begin anew without changing what comes out.</summary>
internal static class BlockBoundary
{
    /// <summary>Finds the first block that more text may still change: the last one, or where that cannot be parsed alone, one before.</summary>
    /// <param name="document">The parsed lines.</param>
    /// <param name="lines">Whole lines, beginning at a boundary.</param>
    /// <returns>The block's place in the document, and where its first line begins in the lines.</returns>
    public static (int Block, int Start) FindOpen(MarkdownDocument document, string lines)
    {
        for (var open = document.Count - 1; open > 0; open--)
        {
            var start = LineStart(lines, document[open].Span.Start);
            if (!AreOneParagraph(document[open - 1], start, document[open], lines) && IsSameAlone(document, open, lines[start..]))
                return (open, start);
        }

        return (0, 0);
    }

    // A table and the text right above and below it were one paragraph to the block parser, and may become one again.
    private static bool AreOneParagraph(Block above, int start, Block below, string lines) =>
        above is Table or ParagraphBlock && below is Table or ParagraphBlock
        && (start <= LineStart(lines, above.Span.Start) || !lines.AsSpan()[LineStart(lines, start - 1)..start].IsWhiteSpace());

    // The parser lets a block's surroundings decide now and then: after an empty list item, indented text may be a list or code.
    private static bool IsSameAlone(MarkdownDocument document, int open, string rest) =>
        MarkdownText.Parse(rest).Select(Plainly).SequenceEqual(document.Skip(open).Select(Plainly));

    private static string Plainly(Block block)
    {
        List<(string Language, string Code)> codes = [];
        return MarkdownText.ToFrame(block, codes) + string.Concat(codes);
    }

    /// <summary>Where the line begins that a place is on.</summary>
    public static int LineStart(string text, int at) => at <= 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
}
