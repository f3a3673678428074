using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace ChatBot.Web.Rendering;

/// <summary>A formula with its delimiters, exactly as the model wrote it.</summary>
internal sealed class MathInline : LeafInline
{
    /// <summary>The source, delimiters included, such as <c>\(a_1\)</c>.</summary>
    public required string Source { get; init; }
}

/// <summary>
/// Keeps formulas in <c>\(…\)</c>, <c>\[…\]</c> and <c>$$…$$</c> as they were written: without it Markdown would eat their backslashes and
/// read their underscores and stars as emphasis.
/// </summary>
internal sealed class MathExtension : IMarkdownExtension
{
    void IMarkdownExtension.Setup(MarkdownPipelineBuilder pipeline) =>
        pipeline.InlineParsers.InsertBefore<EscapeInlineParser>(new MathParser());

    void IMarkdownExtension.Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.AddIfNotAlready<MathRenderer>();

    private sealed class MathParser : InlineParser
    {
        public MathParser() => OpeningCharacters = ['\\', '$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var close = (slice.CurrentChar, slice.PeekChar()) switch
            {
                ('\\', '(') => @"\)",
                ('\\', '[') => @"\]",
                ('$', '$') => "$$",
                _ => null,
            };
            if (close is null) return false;

            var rest = slice.AsSpan();
            var length = rest[2..].IndexOf(close, StringComparison.Ordinal);
            if (length <= 0 || rest.Slice(2, length).IsWhiteSpace()) return false;

            processor.Inline = new MathInline { Source = rest[..(length + 4)].ToString() };
            slice.Start += length + 4;
            return true;
        }
    }

    private sealed class MathRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(Markdig.Renderers.HtmlRenderer renderer, MathInline math) =>
            renderer.Write("<span class=\"math\">").WriteEscape(math.Source).Write("</span>");
    }
}
