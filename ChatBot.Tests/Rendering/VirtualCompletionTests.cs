using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Rendering;

public sealed class VirtualCompletionTests
{
    private readonly HtmlRenderer _renderer = new();

    [Theory]
    [InlineData("**bold", "<strong>bold</strong>")]
    [InlineData("**bold*", "<strong>bold</strong>")]
    [InlineData("*a **b", "<em>a <strong>b</strong></em>")]
    [InlineData("`code", "<code>code</code>")]
    [InlineData("[label](https://exa", "label")]
    [InlineData("| a | b", "<th>a</th>")]
    [InlineData("```py\nx", "<pre")]
    public void An_open_end_already_looks_like_what_it_will_be(string markdown, string html)
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append(markdown);

        Assert.Contains(html, string.Concat(blocks.Blocks.Select(block => block.Html.Markup)), StringComparison.Ordinal);
    }
}
