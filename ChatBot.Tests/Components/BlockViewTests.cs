using Bunit;
using ChatBot.Web.Components.Chat;
using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Components;

public sealed class BlockViewTests : BunitContext
{
    private const string Source =
        "Some **bold** text with [a link](https://example.org), `code` and a very long sentence that goes on and on, so that it is sent "
        + "in several pieces, because a growing text is cut where it will never change again, after about a hundred characters or more.\n\n"
        + "- [x] a\n- b\n  1. c\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n```cs\nvar x = \"y\"; // z\n```\n\n> q\n\nnote[^1]\n\n[^1]: n";

    private readonly HtmlRenderer _renderer = new();

    [Fact]
    public void Elements_and_markup_make_the_same_page()
    {
        var growing = new MarkdownBlocks(_renderer, "m");
        growing.Append(Source);
        var views = growing.Blocks.ToDictionary(block => block.Key, Show);
        growing.Append("", complete: true);
        foreach (var block in growing.Blocks)
        {
            var view = views[block.Key];
            view.Render(parameters => parameters.Add(component => component.Block, block));
            var atOnce = Show(MarkdownBlocks.Of(Source, _renderer, "m")[block.Key]);
            view.MarkupMatches(atOnce.Markup);
        }
    }

    [Fact]
    public void A_view_of_an_unchanged_block_does_not_render_again()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("first\n\nsec");
        var first = Show(blocks.Blocks[0]);
        var second = Show(blocks.Blocks[1]);

        blocks.Append("ond");
        first.Render(parameters => parameters.Add(component => component.Block, blocks.Blocks[0]));
        second.Render(parameters => parameters.Add(component => component.Block, blocks.Blocks[1]));

        Assert.Equal(1, first.RenderCount);
        Assert.Equal(2, second.RenderCount);
        Assert.Contains("second", second.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<BlockView> Show(MarkdownBlock block) =>
        Render<BlockView>(parameters => parameters.Add(component => component.Block, block));
}
