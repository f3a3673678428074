namespace ChatBot.Tests.Documents;

public sealed class HighlightTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task A_line_is_one_mark_whichever_way_it_runs(int rotation)
    {
        var pdf = new TestPdf().Page(
            TestPdf.Text(72, 700, 12, "The annual rent of this old workshop", "is 4,350 euros, paid in January."), $"/MediaBox [0 0 595 842] /Rotate {rotation}");
        var document = await Reading.ReadAsync(_folder.Write("turned.pdf", pdf.Build()));

        var marks = document.Highlight(0, document.Text.Length);

        Assert.Equal(2, marks.Count);
        Assert.All(marks, mark => Assert.Equal(rotation is 0 or 180, mark.Box.Width > mark.Box.Height));
    }
}
