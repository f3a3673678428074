using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Keeps formulas as they were written: without it Markdown would eat their backslashes, read their underscores and stars as emphasis and
/// their lines as lists. Which text is a formula is decided in <see cref="MathSyntax"/>.
/// </summary>
internal sealed class MathExtension : IMarkdownExtension
{
    void IMarkdownExtension.Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.InsertBefore<ParagraphBlockParser>(new DisplayParser());
        pipeline.InlineParsers.InsertBefore<EscapeInlineParser>(new InlineMathParser());
    }

    void IMarkdownExtension.Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        renderer.ObjectRenderers.AddIfNotAlready<MathInlineRenderer>();
        renderer.ObjectRenderers.AddIfNotAlready<MathBlockRenderer>();
    }

    private sealed class InlineMathParser : InlineParser
    {
        public InlineMathParser() => OpeningCharacters = ['\\', '$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var rest = slice.AsSpan();
            var before = processor.Inline is MathInline ? '\0' : slice.PeekCharExtra(-1);
            var match = MathSyntax.At(rest, before, complete: true);
            if (match.State != MathState.Closed) return false;

            processor.Inline = new MathInline
            {
                Tex = rest[match.Delimiter..(match.Length - match.Delimiter)].Trim().ToString(),
                IsDisplay = rest[..2] is "$$" or @"\[",
            };
            slice.Start += match.Length;
            return true;
        }
    }

    // A display formula that begins a line, like a fence around code: its lines may begin with anything.
    private sealed class DisplayParser : BlockParser
    {
        public DisplayParser() => OpeningCharacters = ['\\', '$'];

        public override bool CanInterrupt(BlockProcessor processor, Markdig.Syntax.Block block) => true;

        public override BlockState TryOpen(BlockProcessor processor)
        {
            if (processor.IsCodeIndent) return BlockState.None;
            var line = processor.Line;
            var ahead = line.Text.AsSpan(line.Start);
            var match = MathSyntax.Display(ahead, complete: true);
            if (match.State != MathState.Closed) return BlockState.None;

            var block = new MathBlock(this)
            {
                Column = processor.Column,
                Span = new(processor.Start, line.End),
                End = line.Start + match.Length,
            };
            if (block.End <= line.End + 1)
            {
                if (!line.Text.AsSpan(block.End, line.End + 1 - block.End).IsWhiteSpace()) return BlockState.None;
                block.Add(line.Text.AsSpan(line.Start + 2, match.Length - 4));
                processor.NewBlocks.Push(block);
                return BlockState.BreakDiscard;
            }

            block.Add(line.AsSpan()[2..]);
            processor.NewBlocks.Push(block);
            return BlockState.ContinueDiscard;
        }

        public override BlockState TryContinue(BlockProcessor processor, Markdig.Syntax.Block block)
        {
            var math = (MathBlock)block;
            var line = processor.Line;
            var stop = math.End - 2;
            if (line.End + 1 < math.End)
            {
                math.Add(line.AsSpan());
                math.UpdateSpanEnd(line.End);
                return BlockState.ContinueDiscard;
            }

            math.Add(line.Text.AsSpan(line.Start, Math.Max(0, stop - line.Start)));
            math.UpdateSpanEnd(math.End - 1);
            if (line.Text.AsSpan(math.End, line.End + 1 - math.End).IsWhiteSpace()) return BlockState.BreakDiscard;

            // What follows on the closing line is a paragraph of its own.
            processor.GoToColumn(processor.Column + math.End - line.Start);
            return BlockState.None;
        }
    }
}
