using ChatBot.Web.Rendering;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Rendering;

/// <summary>A long table whose first rows are not parsed again looks at any moment as if all of it had been parsed.</summary>
public sealed class GrowingTableTests
{
    private static readonly string[] Cells =
    [
        "plain", "**bold**", "`code`", "`a|b`", "a \\| b", "$x$", "$5", "[link](https://a.b)", "", "é 日本 😀", "1", "*it*",
        "`", "**", "*", "[", "]", "[a](", "$", "$$", "\\", "<", "~~", "_", "&", "&amp;", "https://x.y", "[^1]", "|", "\\(",
    ];

    private readonly HtmlRenderer _renderer = new();

    [Fact]
    public void The_rows_of_a_long_table_are_not_parsed_again()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("| a | b |\n|--:|---|\n");
        for (var row = 0; row < 200; row++) blocks.Append($"| {row} | **b** |\n");

        Assert.InRange(blocks.Blocks.Single().Frame.Nodes!.OfType<AngleSharp.Dom.IElement>().Single().QuerySelectorAll("tr").Length, 2, 25);
        Assert.Equal(201, blocks.Blocks.Single().Html.Markup.Split("<tr>").Length - 1);
        Assert.Equal(AtOnce(blocks.Text, complete: false), Markup(blocks));
    }

    [Fact]
    public void A_row_with_one_cell_too_many_widens_the_rows_before_it()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("| a | b |\n|---|---|\n");
        for (var row = 0; row < 60; row++) blocks.Append($"| {row} | b |\n");
        blocks.Append("| 60 | b | c |\n| 61 |");

        Assert.Equal(AtOnce(blocks.Text, complete: false), Markup(blocks));
    }

    [Theory]
    [InlineData("| ** | x |\n| [a]( | $$ |\n")]
    [InlineData("| * | x |\n|\n")]
    [InlineData("| ~~ | x |\n| \\( |")]
    [InlineData("| [ | x |\n|  | \\ |\n| * | x |\n| x | $")]
    public void An_open_mark_in_a_table_puts_nothing_empty_before_it(string rows)
    {
        var text = "| a | b |\n|---|---|\n" + rows;

        Assert.DoesNotContain("<p", AtOnce(text, complete: false), StringComparison.Ordinal);
        Assert.DoesNotContain("<p", AtOnce(text, complete: true), StringComparison.Ordinal);
    }

    [Property(MaxTest = 25)]
    public Property A_table_that_grows_looks_at_any_moment_as_it_would_at_once()
    {
        var odd = Gen.Elements(Cells).Select(cell => (Cell: cell, IsOdd: true));
        var plain = Gen.Elements(Cells[..12]).Select(cell => (Cell: cell, IsOdd: false));
        var cells = Gen.Frequency((30, plain), (1, odd)).Select(cell => cell.Cell);
        var rows = cells.Two().Select(row => $"| {row.Item1} | {row.Item2} |\n");
        var ends = Gen.Elements("", "\n", "after\n", "\nafter\n", "| c |\n", "# head\n", "[^1]: note\n", "```\ncode\n");
        var texts = from table in rows.ListOf(70)
                    from end in ends
                    from alignment in Gen.Elements("|---|---|\n", "|--:|:-:|\n")
                    select (string[])["| a | b |\n", alignment, .. table, end, "| more | rows |\n"];
        return Prop.ForAll(texts.ToArbitrary(), lines =>
        {
            var blocks = new MarkdownBlocks(_renderer, "m");
            foreach (var line in lines)
            {
                blocks.Append(line[..(line.Length / 2)]);
                blocks.Append(line[(line.Length / 2)..]);
                if (blocks.Length % 5 == 0) Assert.Equal(AtOnce(blocks.Text, complete: false), Markup(blocks));
            }

            blocks.Append("", complete: true);
            Assert.Equal(AtOnce(blocks.Text, complete: true), Markup(blocks));
        });
    }

    private string AtOnce(string text, bool complete)
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append(text, complete);
        return Markup(blocks);
    }

    private static string Markup(MarkdownBlocks blocks) => string.Concat(blocks.Blocks.Select(block => block.Html.Markup));
}
