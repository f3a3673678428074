using System.Globalization;
using ChatBot.Web.Rendering.Code;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Parsers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MarkdigHtml = Markdig.Renderers.HtmlRenderer;

namespace ChatBot.Web.Rendering;

/// <summary>
/// The dialect of Markdown that answers are written in: CommonMark with tables, task lists, bare links, footnotes and struck-out text.
/// HTML in it is text. What comes out is not yet safe for a page: <see cref="HtmlRenderer"/> makes it so. Thread-safe.
/// </summary>
internal static class MarkdownText
{
    // No sub- and superscript and no marks: "x^2 + y^2" and "a==b && c==d" are far more often meant literally.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseSoftlineBreakAsHardlineBreak()
        .DisableHtml()
        .Use<MathExtension>()
        .Build();

    /// <summary>Parses text. Text nested too deeply for any reader comes back as one block of plain text.</summary>
    public static MarkdownDocument Parse(string markdown)
    {
        try
        {
            var document = Markdown.Parse(markdown, Pipeline);
            foreach (var image in document.Descendants<LinkInline>().Where(link => link.IsImage)) TurnIntoLink(image);
            foreach (var table in document.Descendants<Table>().ToList())
            {
                AlignByClass(table);
                RemoveEmptyParagraphBefore(table);
            }

            return document;
        }
        catch (ArgumentException)
        {
            return Plain(markdown);
        }
    }

    /// <summary>Whether a block's look depends on text elsewhere in the document: link definitions and footnotes.</summary>
    public static bool HasDefinitions(MarkdownDocument document) =>
        document.Any(block => block is LinkReferenceDefinitionGroup or FootnoteGroup || IsPlain(block));

    /// <summary>All definitions of a text, as one text: a block that nothing was added to looks otherwise only where they are others.</summary>
    public static string DefinitionsOf(MarkdownDocument document)
    {
        if (document.Any(IsPlain)) return document.Span.Length.ToString(CultureInfo.InvariantCulture);
        var links = document.OfType<LinkReferenceDefinitionGroup>().SelectMany(group => group.OfType<LinkReferenceDefinition>())
            .Select(link => $"{link.Label} {link.Url} {link.Title}");
        var marks = document.Descendants<FootnoteLink>().Select(mark => $"{mark.Footnote.Label} {mark.Footnote.Order} {mark.Index}");
        return string.Join('\n', links.Concat(marks));
    }

    /// <summary>Writes one block as HTML, its code in colours, which takes most of the time.</summary>
    public static string ToHtml(Block block) => Write(block, new HighlightedCodeRenderer());

    /// <summary>Writes one block as HTML without its code.</summary>
    /// <param name="block">The block.</param>
    /// <param name="codes">Takes the code, with the word after the fence; empty elements stand in its places.</param>
    public static string ToFrame(Block block, ICollection<(string Language, string Code)> codes) => Write(block, new HighlightedCodeRenderer(codes));

    private static string Write(Block block, HighlightedCodeRenderer code)
    {
        using var writer = new StringWriter();
        var renderer = new MarkdigHtml(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(code);
        renderer.Render(block);
        return writer.ToString();
    }

    private static MarkdownDocument Plain(string markdown)
    {
        var block = new CodeBlock(new ParagraphBlockParser()) { Lines = new(markdown), Span = new(0, markdown.Length - 1) };
        return [block];
    }

    private static bool IsPlain(Block block) => block is CodeBlock { Parser: ParagraphBlockParser };

    // Markdig would write style attributes, which the content security policy forbids.
    private static void AlignByClass(Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            for (var column = 0; column < row.Count && column < table.ColumnDefinitions.Count; column++)
            {
                if (table.ColumnDefinitions[column].Alignment is not { } alignment || alignment == TableColumnAlign.Left) continue;
                row[column].GetAttributes().AddClass(alignment == TableColumnAlign.Center ? "align-center" : "align-right");
            }
        }

        foreach (var column in table.ColumnDefinitions) column.Alignment = null;
    }

    // Where a mark of emphasis stays open in a table, Markdig takes what is left of a row's first bar for a paragraph above the table.
    private static void RemoveEmptyParagraphBefore(Table table)
    {
        if (table.Parent is not { } parent || parent.IndexOf(table) is not (> 0 and var at)) return;
        if (parent[at - 1] is ParagraphBlock { Inline: { } inlines } above && inlines.All(IsEmpty)) parent.Remove(above);
    }

    private static bool IsEmpty(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.IsEmptyOrWhitespace(),
        ContainerInline container => container.GetType() == typeof(ContainerInline) && container.All(IsEmpty),
        _ => false,
    };

    // A picture from elsewhere would tell its server who reads this chat, and when.
    private static void TurnIntoLink(LinkInline image)
    {
        image.IsImage = false;
        if (image.FirstChild is null) image.AppendChild(new LiteralInline(image.Url is { Length: > 0 } url ? url : "image"));
    }
}
