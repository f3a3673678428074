using ChatBot.Web.Documents.Layout;

namespace ChatBot.Tests.Documents.Layout;

public sealed class RepeatedMarginsTests
{
    [Fact]
    public void Headers_stay_where_they_come_first_and_page_numbers_go()
    {
        var pages = Enumerable.Range(1, 5).Select(i => Page(i, "Annual Report 2024", $"content {i}", $"{i + 10}")).ToArray();

        Assert.Equal("Annual Report 2024\n\ncontent 1\fcontent 2\fcontent 3\fcontent 4\fcontent 5", TextAssemblerTests.Assemble(pages).Text);
    }

    [Theory]
    [InlineData("Page {0} of 9")]
    [InlineData("{0} INTRODUCTION")]
    public void A_footer_that_counts_with_the_pages_is_one_footer(string footer)
    {
        var pages = Enumerable.Range(1, 4).Select(i => Page(i, $"start {(char)('a' + i)}", "content", string.Format(null, footer, i))).ToArray();

        var text = TextAssemblerTests.Assemble(pages).Text;

        Assert.Contains(string.Format(null, footer, 1), text, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Format(null, footer, 2), text, StringComparison.Ordinal);
        Assert.Contains("start c", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Roman_page_numbers_are_page_numbers()
    {
        var text = TextAssemblerTests.Assemble(Page(1, "a", "x", "iii"), Page(2, "b", "y", "iv"), Page(3, "c", "z", "v")).Text;

        Assert.Equal("a\n\nx\fb\n\ny\fc\n\nz", text);
    }

    [Fact]
    public void Numbers_that_mean_something_stay()
    {
        var text = TextAssemblerTests.Assemble(Page(1, "Invoice 4711", "x", "a"), Page(2, "Invoice 4823", "y", "b"), Page(3, "Invoice 4900", "z", "c")).Text;

        Assert.Contains("4711", text, StringComparison.Ordinal);
        Assert.Contains("4823", text, StringComparison.Ordinal);
        Assert.Contains("4900", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_line_in_the_middle_of_pages_stays() =>
        Assert.Equal(3, TextAssemblerTests.Assemble([.. Enumerable.Range(1, 3).Select(i => Page(i, $"head {i * i}", "same words", "x"))]).Text.Split("same words").Length - 1);

    private static PageContent Page(int number, string top, string middle, string bottom) => new(number, 595, 842)
    {
        Blocks = [Block(top, 0.05f), Block(middle, 0.5f), Block(bottom, 0.95f)],
    };

    private static LayoutBlock Block(string text, float top) => new([TextAssemblerTests.Line(text, top)]);
}
