using ChatBot.Web.Rendering;
using FsCheck;
using FsCheck.Fluent;
using Markdig.Syntax;

namespace ChatBot.Tests.Rendering;

public sealed class MarkdownBlocksTests
{
    private static readonly string[] Pieces =
    [
        "word", "two words", " ", "  ", "\n", "\n", "\n\n", "\n\n", "    ", "\t", "#", "# ", "## Head", "#tag", "-", "- ", "- item", "* ", "+ a",
        "1.", "1. ", "12) x", "2. two", ">", "> ", "> quote", "```", "```cs\n", "~~~", "`", "``", "`code`", "*", "**", "***", "_", "__", "~~",
        "**bold**", "[", "]", "(", ")", "![", "[a](https://b.c)", "[a]", "[a]: https://b.c", "[^1]", "[^1]: note", "|", "| a | b |",
        "|---|---|", "---", "===", "***\n", "\\", "\\(", "\\)", "\\[", "$", "$$", "<", "<b>", "<!-- x", "-->", "&amp;", "https://x.y", ".",
        "- [ ] ", "- [x] done", ":", "\r\n", "é", "漢字", "😀",
    ];

    private readonly HtmlRenderer _renderer = new();

    [Property(MaxTest = 1_500)]
    public Property Streaming_ends_in_what_rendering_the_whole_gives()
    {
        // Definitions make a text be parsed whole each time: half of the texts have none, and are parsed block by block.
        var local = Pieces.Where(piece => !piece.Contains("]:", StringComparison.Ordinal)).ToArray();
        var splits = from pieces in Gen.OneOf(Gen.Elements(Pieces).ListOf(), Gen.Elements(local).ListOf())
                     let text = string.Concat(pieces)
                     from cuts in Gen.Choose(0, Math.Max(0, text.Length)).ListOf()
                     select (text, cuts: cuts.Append(0).Append(text.Length).Distinct().Order().ToList());
        return Prop.ForAll(splits.ToArbitrary(), split =>
        {
            var blocks = new MarkdownBlocks(_renderer, "m");
            foreach (var (from, to) in split.cuts.Zip(split.cuts.Skip(1))) blocks.Append(split.text[from..to]);
            blocks.Append("", complete: true);

            Assert.Equal(OneShot(split.text), blocks.Blocks.Select(block => block.Html.Markup));
        });
    }

    [Property(MaxTest = 300)]
    public Property A_closed_block_is_never_touched_again()
    {
        var texts = Gen.Elements(Pieces.Where(piece => !piece.Contains('[', StringComparison.Ordinal)).ToArray()).ListOf().Select(string.Concat);
        return Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var blocks = new MarkdownBlocks(_renderer, "m");
            var closed = new Dictionary<int, int>();
            foreach (var character in text)
            {
                blocks.Append(character.ToString());
                foreach (var (key, version) in closed) Assert.Equal(version, blocks.Blocks[key].Version);
                foreach (var block in blocks.Blocks.Where(block => block.IsClosed)) closed[block.Key] = block.Version;
            }
        });
    }

    [Fact]
    public void A_formula_that_ends_on_the_line_where_another_begins_is_not_cut_in_two()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        foreach (var line in new[] { "$$a\n", "# b\n", "$$\\[c\n", "d\n" }) blocks.Append(line);
        blocks.Append("", complete: true);

        Assert.Equal(OneShot("$$a\n# b\n$$\\[c\nd\n"), blocks.Blocks.Select(block => block.Html.Markup));
    }

    [Fact]
    public void Only_the_last_block_of_a_growing_text_is_open()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("# Head\n\nfirst\n\nsecond\n\n- item\n");

        Assert.Equal([true, true, true, false], blocks.Blocks.Select(block => block.IsClosed));
    }

    [Fact]
    public void A_line_that_only_looks_like_a_heading_does_not_close_the_paragraph()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("text\n#");
        blocks.Append("hashtag", complete: true);

        Assert.Equal(OneShot("text\n#hashtag"), blocks.Blocks.Select(block => block.Html.Markup));
    }

    [Theory]
    [InlineData("above\n2. two|\n|---|---|\n")]
    [InlineData("\\[1.**bold**|---|---|:*é$[a](https://b.c)\n|---|---|> word~~~`-**\n|\n\n* > quote-  word*\n")]
    [InlineData("before\n\n\\[1.**bold**|---|---|:*é$[a](https://b.c)\n|---|---|> word~~~`-**\n|\n\n* > quote-  word*\n")]
    public void A_table_and_the_text_it_was_cut_from_stay_together(string text)
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        foreach (var line in text.Split('\n')) blocks.Append(line + "\n");
        blocks.Append("", complete: true);

        Assert.Equal(OneShot(text + "\n"), blocks.Blocks.Select(block => block.Html.Markup));
    }

    [Fact]
    public void A_link_definition_at_the_end_reaches_back_to_the_first_block()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        foreach (var piece in new[] { "See [home].\n\n", "More.\n\n", "[home]: https://exa", "mple.org\n" }) blocks.Append(piece);
        blocks.Append("", complete: true);

        Assert.Contains("href=\"https://example.org\"", blocks.Blocks[0].Html.Markup, StringComparison.Ordinal);
    }

    private IEnumerable<string> OneShot(string text) => MarkdownText.Parse(text)
        .Where(block => block is not LinkReferenceDefinitionGroup)
        .Select(block => _renderer.Render(MarkdownText.ToHtml(block), "m").Markup);
}
