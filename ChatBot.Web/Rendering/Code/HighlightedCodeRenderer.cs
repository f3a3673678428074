using Markdig.Renderers.Html;
using Markdig.Syntax;
using MarkdigHtml = Markdig.Renderers.HtmlRenderer;

namespace ChatBot.Web.Rendering.Code;

/// <summary>
/// Writes a block of code with its language and coloured words, in groups of lines: the browser lays out a group alone, so that a long block
/// that grows costs as little as a short one.
/// </summary>
internal sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    /// <summary>How many lines make a group.</summary>
    public const int LinesInGroup = 16;

    /// <summary>The word after the fence; empty where there is none.</summary>
    public static string LanguageOf(CodeBlock block) => block is FencedCodeBlock { Info: { Length: > 0 } info } ? info : "";

    protected override void Write(MarkdigHtml renderer, CodeBlock block)
    {
        var language = LanguageOf(block);
        renderer.Write("<pre data-language=\"").WriteEscape(language).Write("\"><code>");
        foreach (var group in CodeLines.Of(block.Lines.ToString(), language).Chunk(LinesInGroup))
        {
            renderer.Write("<span class=\"lines\">");
            foreach (var line in group) renderer.Write(line);
            renderer.Write("</span>");
        }

        renderer.WriteLine("</code></pre>");
    }
}
