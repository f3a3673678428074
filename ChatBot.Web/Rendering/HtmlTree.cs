#pragma warning disable ASP0006 // A sequence number here is a node's place among its siblings: content that grows keeps them.
using AngleSharp.Dom;
using ChatBot.Web.Rendering.Code;
using Microsoft.AspNetCore.Components.Rendering;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Builds safe HTML as elements and text instead of one piece of markup. When the content grows, only the difference goes to the
/// browser and the nodes that are there stay, with the reader's selection in them.
/// </summary>
internal static class HtmlTree
{
    // A text that grows is sent in pieces whose ends never move again: of a long paragraph only the last piece is sent anew.
    private const int ShortestPiece = 96;
    private const int LongestPiece = 192;
    private const int FirstChild = 16;

    /// <summary>Adds nodes to a component's render tree.</summary>
    /// <param name="builder">The component's.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="parts">What to put into their empty places.</param>
    public static void Build(RenderTreeBuilder builder, INodeList nodes, GrowingParts? parts = null)
    {
        var code = 0;
        Build(builder, nodes, FirstChild, parts, ref code);
    }

    private static int Build(RenderTreeBuilder builder, IEnumerable<INode> nodes, int sequence, GrowingParts? parts, ref int code)
    {
        foreach (var node in nodes)
        {
            if (node is IText text) AddText(builder, text.Data, ref sequence);
            else if (node is IElement element) AddElement(builder, element, sequence++, parts, ref code);
        }

        return sequence;
    }

    private static void AddElement(RenderTreeBuilder builder, IElement element, int sequence, GrowingParts? parts, ref int code)
    {
        builder.OpenElement(sequence, element.LocalName);
        var attribute = 0;
        foreach (var item in element.Attributes) builder.AddAttribute(attribute++, item.Name, item.Value);
        if (parts is not null && element is { LocalName: "code", ParentElement.LocalName: "pre" })
        {
            AddLines(builder, parts.Codes[code++].Lines);
        }
        else
        {
            var next = FirstChild;
            if (parts is not null && element.LocalName == "tbody") next = Build(builder, parts.Rows, next, parts, ref code);
            Build(builder, element.ChildNodes, next, parts, ref code);
        }

        builder.CloseElement();
    }

    // A finished line is one piece of markup that stays the same; the browser lays out a group of lines alone.
    private static void AddLines(RenderTreeBuilder builder, IReadOnlyList<SafeHtml> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var place = i % HighlightedCodeRenderer.LinesInGroup;
            if (place == 0)
            {
                builder.OpenElement(FirstChild + (i / HighlightedCodeRenderer.LinesInGroup), "span");
                builder.AddAttribute(0, "class", "lines");
            }

            builder.AddContent(FirstChild + place, HtmlRenderer.ToMarkup(lines[i]));
            if (place == HighlightedCodeRenderer.LinesInGroup - 1 || i == lines.Count - 1) builder.CloseElement();
        }
    }

    private static void AddText(RenderTreeBuilder builder, string text, ref int sequence)
    {
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var piece = rest[..PieceLength(rest)];
            builder.AddContent(sequence++, piece.ToString());
            rest = rest[piece.Length..];
        }
    }

    // Depends on nothing after the piece's end, so that a longer text has the same pieces.
    private static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text.Length <= ShortestPiece) return text.Length;
        var window = text[ShortestPiece..Math.Min(text.Length, LongestPiece)];
        var space = window.IndexOfAny(' ', '\n');
        if (space >= 0) return ShortestPiece + space + 1;
        if (text.Length <= LongestPiece) return text.Length;
        return char.IsHighSurrogate(text[LongestPiece - 1]) ? LongestPiece - 1 : LongestPiece;
    }
}
