using Markdig.Renderers.Html;
using Markdig.Syntax;
using MarkdigHtml = Markdig.Renderers.HtmlRenderer;

namespace ChatBot.Web.Rendering.Code;

/// <summary>
/// Writes a block of code with its language and coloured words, in groups of lines: the browser lays out a group alone, so that a long block
/// that grows costs as little as a short one.
/// </summary>
/// <param name="left">Takes the code with its language instead of the page, which gets an empty element in its place; null to write it.</param>
internal sealed class HighlightedCodeRenderer(ICollection<(string Language, string Code)>? left = null) : HtmlObjectRenderer<CodeBlock>
{
    /// <summary>How many lines make a group.</summary>
    public const int LinesInGroup = 16;

    protected override void Write(MarkdigHtml renderer, CodeBlock block)
    {
        var language = block is FencedCodeBlock { Info: { Length: > 0 } info } ? info : "";
        var code = block.Lines.ToString();
        renderer.Write("<pre data-language=\"").WriteEscape(language).Write("\"><code>");
        if (left is not null) left.Add((language, code));
        else WriteLines(renderer, language, code);
        renderer.WriteLine("</code></pre>");
    }

    private static void WriteLines(MarkdigHtml renderer, string language, string code)
    {
        foreach (var group in CodeLines.Of(code, language).Chunk(LinesInGroup))
        {
            renderer.Write("<span class=\"lines\">");
            foreach (var line in group) renderer.Write(line);
            renderer.Write("</span>");
        }
    }
}
