using System.Text;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ChatBot.Web.Rendering;

/// <summary>The words of a Markdown text as a reader sees them, without its marks: formulas as they are written, addresses of links left out. Thread-safe.</summary>
internal static class PlainText
{
    /// <summary>The text, its blocks on lines of their own.</summary>
    public static string Of(string markdown)
    {
        var text = new StringBuilder();
        foreach (var part in MarkdownText.Parse(markdown).Descendants())
        {
            if (part is Block) text.Append('\n');
            text.Append(part switch
            {
                LiteralInline literal => literal.Content.AsSpan(),
                CodeInline code => code.ContentSpan,
                HtmlEntityInline entity => entity.Transcoded.AsSpan(),
                AutolinkInline link => link.Url,
                LineBreakInline => "\n",
                FootnoteLink => "",
                MathInline math => math.Tex,
                MathBlock math => math.Tex,
                CodeBlock code => code.Lines.ToString(),
                _ => "",
            });
        }

        return text.ToString();
    }
}
