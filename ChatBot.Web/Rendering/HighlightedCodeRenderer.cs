using Markdig.Renderers.Html;
using Markdig.Syntax;
using MarkdigHtml = Markdig.Renderers.HtmlRenderer;

namespace ChatBot.Web.Rendering;

/// <summary>Writes a block of code with its language and coloured words.</summary>
internal sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(MarkdigHtml renderer, CodeBlock block)
    {
        var language = block is FencedCodeBlock { Info: { Length: > 0 } info } ? info : "";
        renderer.Write("<pre data-language=\"").WriteEscape(language).Write("\"><code>");
        renderer.Write(CodeHighlighter.ToHtml(block.Lines.ToString(), language));
        renderer.WriteLine("</code></pre>");
    }
}
