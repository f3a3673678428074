using System.Text;
using Markdig.Parsers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MarkdigHtml = Markdig.Renderers.HtmlRenderer;

namespace ChatBot.Web.Rendering;

/// <summary>A formula in a paragraph.</summary>
internal sealed class MathInline : LeafInline
{
    /// <summary>A noncharacter of Unicode, which no text has: stands for a formula that is still being written.</summary>
    public const string Pending = "\uFDD0";

    /// <summary>The TeX source without delimiters.</summary>
    public required string Tex { get; init; }

    /// <summary>Whether it stands on a line of its own.</summary>
    public required bool IsDisplay { get; init; }

    /// <summary>Writes a formula as an element whose text is its source; <see cref="HtmlDecorator"/> makes it one that a script fills.</summary>
    public static void Write(MarkdigHtml renderer, string tex, bool display)
    {
        var kind = tex == Pending ? "math math-display math-pending" : display ? "math math-display" : "math";
        renderer.Write("<span class=\"").Write(kind).Write("\">").WriteEscape(tex == Pending ? "" : tex).Write("</span>");
    }
}

/// <summary>A display formula that begins a line.</summary>
/// <param name="parser">Its parser.</param>
internal sealed class MathBlock(BlockParser parser) : LeafBlock(parser)
{
    private readonly StringBuilder _tex = new();

    /// <summary>Where it ends in the text, closing delimiter included; exclusive.</summary>
    public required int End { get; init; }

    /// <summary>The TeX source without delimiters.</summary>
    public string Tex => _tex.ToString().Trim();

    /// <summary>Adds a line without its end.</summary>
    public void Add(ReadOnlySpan<char> line) => _tex.Append(line.TrimEnd()).Append('\n');
}

internal sealed class MathInlineRenderer : HtmlObjectRenderer<MathInline>
{
    protected override void Write(MarkdigHtml renderer, MathInline math) => MathInline.Write(renderer, math.Tex, math.IsDisplay);
}

internal sealed class MathBlockRenderer : HtmlObjectRenderer<MathBlock>
{
    protected override void Write(MarkdigHtml renderer, MathBlock math)
    {
        renderer.EnsureLine();
        MathInline.Write(renderer, math.Tex, display: true);
        renderer.EnsureLine();
    }
}
