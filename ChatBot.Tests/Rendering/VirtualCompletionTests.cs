using AngleSharp.Html.Parser;
using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Rendering;

public sealed class VirtualCompletionTests
{
    private readonly HtmlRenderer _renderer = new();

    public static TheoryData<string, string> Documents => new()
    {
        { "This is **bold** and *slanted* and ***both*** and ~~gone~~.", "This is bold and slanted and both and gone." },
        { "Call `print(x)` or ``a ` b`` now.", "Call print(x) or a ` b now." },
        { "See [the **page**](https://example.org/a_b \"T\") or ![a cat](https://example.org/cat.png).", "See the page or a cat." },
        { "# One\n\n## Two **b**\n\ntext", "One Two b text" },
        { "- one\n- **two** x\n  - deep *er*\n\n1. first\n2. `second`", "one two x deep er first second" },
        { "- [ ] open\n- [x] **done**", "open done" },
        { "> quoted **text**\n> goes on\n\nafter", "quoted text goes on after" },
        { "| a | **b** |\n|---|:--:|\n| 1 | `2` |\n| 3 | 4 |\n\nafter", "a b 1 2 3 4 after" },
        { "Before\n\n```python\nx = '**no**'\n```\n\nafter **all**", "Before python Copy x = '**no**' after all" },
        { "- item:\n  ```js\n  let a = [1];\n  ```\n- next", "item: js Copy let a = [1]; next" },
        { "Line one\n***bold** start*\n\nEnd", "Line one bold start End" },
        { "A __strong__ snake_case_word and 2 * 3 * 4.", "A strong snake_case_word and 2 * 3 * 4." },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_prefix_shows_raw_syntax(string markdown, string plain)
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        var words = Squeeze(plain);
        foreach (var character in markdown)
        {
            blocks.Append(character.ToString());
            var shown = Squeeze(Text(blocks));

            // What is shown so far is how the finished text begins, or at most how it begins and one piece of a table or code head more.
            Assert.True(words.StartsWith(shown, StringComparison.Ordinal), $"After {blocks.Length} characters: \"{shown}\"");
        }

        blocks.Append("", complete: true);
        Assert.Equal(words, Squeeze(Text(blocks)));
    }

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

    private static string Text(MarkdownBlocks blocks) =>
        string.Join(' ', blocks.Blocks.Select(block => new HtmlParser().ParseDocument(block.Html.Markup).Body!.TextContent));

    private static string Squeeze(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
