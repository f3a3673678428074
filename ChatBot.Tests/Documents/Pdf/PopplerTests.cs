using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Pdf;

namespace ChatBot.Tests.Documents.Pdf;

public sealed class PopplerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/Rotate 90")]
    [InlineData("/Rotate 270 /CropBox [50 100 500 800]")]
    public async Task Both_readers_see_the_same_words_in_the_same_places(string extra)
    {
        Reading.Need("pdftotext");
        var path = _folder.Write("a.pdf", new TestPdf()
            .Page(TestPdf.Text(100, 700, 14, "Two readers look at", "this page of text"), "/MediaBox [0 0 595 842] " + extra).Build());
        var (pages, _) = await Poppler.ReadAsync(path, 1, 1, Reading.Patient(new()), TestContext.Current.CancellationToken);
        var poppler = TextAssembler.Assemble("a.pdf", pages, new DocumentLimits());
        var pig = await Reading.ReadAsync(path);

        Reading.CheckInvariants(poppler);
        Assert.Equal(Reading.Flat(pig.Text), Reading.Flat(poppler.Text));
        Assert.Equal((pig.Pages[0].Width, pig.Pages[0].Height), (poppler.Pages[0].Width, poppler.Pages[0].Height));
        foreach (var (a, b) in pig.Words.Zip(poppler.Words))
        {
            Assert.Equal(b.Box.Left, a.Box.Left, 0.01f);
            Assert.Equal(b.Box.Top, a.Box.Top, 0.01f);
            Assert.Equal(b.Box.Right, a.Box.Right, 0.01f);
            Assert.Equal(b.Box.Bottom, a.Box.Bottom, 0.01f);
        }
    }

    [Fact]
    public async Task Output_that_was_cut_off_gives_the_pages_before()
    {
        const string html = "<html><head><title>a & b < c</title></head><body><doc><page width=\"100\" height=\"200\"><flow><block><line>"
            + "<word xMin=\"10\" yMin=\"20\" xMax=\"30\" yMax=\"40\">one</word></line></block></flow></page><page width=\"100\" hei";

        var pages = await Poppler.ParseAsync(html, 7, new HashSet<int>());

        var page = Assert.Single(pages);
        Assert.Equal((7, 100.0, 200.0), (page.Number, page.Width, page.Height));
        Assert.Equal(new LayoutWord("one", new PageBox(0.1f, 0.1f, 0.3f, 0.2f)), page.Blocks[0].Lines[0].Words[0]);
    }
}
