using System.Globalization;
using System.Text;
using ChatBot.Web.Documents;

namespace ChatBot.Tests.Documents.Pdf;

public sealed class PdfTextTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Text_comes_with_the_box_of_every_word()
    {
        var document = await ReadAsync(new TestPdf().Page(TestPdf.Text(100, 742, 20, "Hello brave world", "of ﬁne text".Replace("ﬁ", "fi", StringComparison.Ordinal))));

        Assert.Equal("Hello brave world\nof fine text", document.Text);
        var hello = document.Words[0].Box;
        Assert.Equal(100 / 595f, hello.Left, 0.002f);
        // The baseline lies 100 points below the top; ascent and descent of Helvetica around it.
        Assert.InRange(hello.Top, (100 - 20) / 842f, (100 - 12) / 842f);
        Assert.InRange(hello.Bottom, 99.9f / 842f, (100 + 8) / 842f);
        Assert.Equal((595.0, 842.0, 0, false), (document.Pages[0].Width, document.Pages[0].Height, document.Pages[0].Rotation, document.Pages[0].IsOcr));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task On_a_turned_page_boxes_are_where_the_page_shows_the_words(int rotation)
    {
        var upright = await ReadAsync(new TestPdf().Page(TestPdf.Text(100, 742, 20, "Hello world")));
        var turned = await ReadAsync(new TestPdf().Page(TestPdf.Text(100, 742, 20, "Hello world"), $"/MediaBox [0 0 595 842] /Rotate {rotation}"));

        Assert.Equal("Hello world", turned.Text);
        var (box, expected) = (turned.Words[0].Box, upright.Words[0].Box);
        expected = rotation switch
        {
            90 => new PageBox(1 - expected.Bottom, expected.Left, 1 - expected.Top, expected.Right),
            180 => new PageBox(1 - expected.Right, 1 - expected.Bottom, 1 - expected.Left, 1 - expected.Top),
            _ => new PageBox(expected.Top, 1 - expected.Right, expected.Bottom, 1 - expected.Left),
        };
        Assert.Equal(rotation == 180 ? (595.0, 842.0) : (842.0, 595.0), (turned.Pages[0].Width, turned.Pages[0].Height));
        foreach (var (a, b) in new[] { (box.Left, expected.Left), (box.Top, expected.Top), (box.Right, expected.Right), (box.Bottom, expected.Bottom) })
            Assert.Equal(b, a, 0.003f);
    }

    [Fact]
    public async Task A_crop_box_is_the_page_and_what_lies_outside_is_left_out()
    {
        var document = await ReadAsync(new TestPdf().Page(
            TestPdf.Text(200, 500, 20, "inside") + TestPdf.Text(200, 790, 20, "outside"), "/MediaBox [0 0 595 842] /CropBox [100 300 400 700]"));

        Assert.Equal("inside", document.Text);
        Assert.Equal((300.0, 400.0), (document.Pages[0].Width, document.Pages[0].Height));
        Assert.Equal(100 / 300f, document.Words[0].Box.Left, 0.005f);
    }

    [Fact]
    public async Task Columns_are_not_interleaved_even_where_the_lines_are_drawn_across()
    {
        string[] left = ["The first column speaks about", "rivers that run from mountains", "to the sea and carry sand with", "them all the way to the coast."];
        string[] right = ["The second column tells how", "trees grow on the hills where", "rain falls often and the soil", "keeps the water for summer."];
        var content = new StringBuilder(TestPdf.Text(60, 780, 24, "A heading over both of the columns here"));
        for (var i = 0; i < 4; i++)
        {
            content.Append(TestPdf.Text(60, 700 - i * 14, 12, left[i]));
            content.Append(TestPdf.Text(320, 700 - i * 14, 12, right[i]));
        }

        var document = await ReadAsync(new TestPdf().Page(content.ToString()));

        Assert.Equal("A heading over both of the columns here " + string.Join(' ', left) + " " + string.Join(' ', right), Reading.Flat(document.Text));
    }

    [Fact]
    public async Task A_table_is_read_row_by_row()
    {
        var content = new StringBuilder();
        string[][] rows = [["Rent", "800.00"], ["Water", "40.00"], ["Electricity", "60.00"], ["Total", "900.00"]];
        foreach (var column in Enumerable.Range(0, 2))
            for (var i = 0; i < rows.Length; i++) content.Append(TestPdf.Text(60 + 200 * column, 700 - i * 16, 12, rows[i][column]));

        Assert.Equal("Rent 800.00\nWater 40.00\nElectricity 60.00\nTotal 900.00", (await ReadAsync(new TestPdf().Page(content.ToString()))).Text);
    }

    [Fact]
    public async Task Letters_drawn_twice_to_look_bold_are_read_once()
    {
        var content = TestPdf.Text(100, 700, 12, "still illicit mill") + TestPdf.Text(100.5, 700.2, 12, "still illicit mill");

        Assert.Equal("still illicit mill", (await ReadAsync(new TestPdf().Page(content))).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Chinese_is_read_without_spaces_also_where_it_is_set_wide(int spacing)
    {
        const string text = "租金是每年四千三百五十欧元。图书馆早上九点开门。";
        var pdf = new TestPdf();
        var face = pdf.Add("<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>");
        var font = pdf.Add($"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor {face} 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>");
        var whole = pdf.Add($"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [{font} 0 R] >>");
        var codes = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text));
        pdf.MoreFonts = $"/G {whole} 0 R";
        pdf.Page(TestPdf.Text(72, 740, 12, "A lease")).Page($"BT /G 16 Tf {spacing} Tc 1 0 0 1 40 700 Tm <{codes}> Tj ET");

        Assert.Equal("A lease\f" + text, (await ReadAsync(pdf)).Text);
    }

    [Fact]
    public async Task Text_along_the_margin_comes_after_the_rest()
    {
        var content = "BT /F 10 Tf 0 1 -1 0 30 300 Tm (stamped sideways) Tj ET\n" + TestPdf.Text(100, 700, 12, "The page itself comes first", "in two lines");
        var document = await ReadAsync(new TestPdf().Page(content));

        Assert.Equal("The page itself comes first in two lines stamped sideways", Reading.Flat(document.Text));
        var box = document.Words[^1].Box;
        Assert.True(box.Height * 842 > box.Width * 595, "Sideways text has a high box.");
    }

    [Fact]
    public async Task A_broken_page_loses_only_itself()
    {
        var pdf = new TestPdf().Page(TestPdf.Text(100, 700, 12, "The first page is whole."));
        pdf.PageOf(9999); // no such object
        pdf.Page(TestPdf.Text(100, 700, 12, "And so is the third."));

        var document = await ReadAsync(pdf);

        Assert.Equal(3, document.Pages.Count);
        Assert.Contains("first page", document.Text, StringComparison.Ordinal);
        Assert.Contains("the third", document.Text, StringComparison.Ordinal);
        Assert.Equal(0, document.Pages[1].Length);
    }

    [Fact]
    public async Task A_page_that_unpacks_to_too_much_says_so_and_loses_only_itself()
    {
        var pdf = new TestPdf().Page(TestPdf.Text(100, 700, 12, "A page before the bomb."));
        pdf.PageOf(pdf.AddStream(Encoding.ASCII.GetBytes(new string(' ', 70 * 1024 * 1024))));

        var document = await ReadAsync(pdf);

        Assert.Equal("A page before the bomb.", document.Text.TrimEnd('\f'));
        Assert.NotNull(document.Pages[1].Problem);
        Assert.Equal(DocumentProblemKind.TooMuchData, document.Pages[1].Problem!.Kind);
        Assert.Contains("64 MB", document.Pages[1].Problem!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_only_poppler_can_mend_is_read_by_it()
    {
        Reading.Need("pdftotext");
        var bytes = new TestPdf().Page(TestPdf.Text(100, 700, 12, "Mended after all")).Build();
        // Without its catalogue's and page tree's types and with a wrong table of contents.
        var text = Encoding.Latin1.GetString(bytes).Replace("/Type /Catalog", "/Tipe /Catalog", StringComparison.Ordinal)
            .Replace("startxref\n", "startxref\n9", StringComparison.Ordinal).Replace("trailer", "trayler", StringComparison.Ordinal);
        var result = await Reading.TryReadAsync(_folder.Write("a.pdf", Encoding.Latin1.GetBytes(text)));

        // Whichever reader could: text, or a message that says it is damaged.
        Assert.True(result.Document?.Text.Contains("Mended", StringComparison.Ordinal) ?? result.Problem!.Kind == DocumentProblemKind.Damaged);
    }

    [Fact]
    public async Task Too_many_pages_are_refused_by_their_number()
    {
        var pdf = new TestPdf();
        for (var i = 0; i < 12; i++) pdf.Page(TestPdf.Text(100, 700, 12, string.Create(CultureInfo.InvariantCulture, $"Page {i}")));

        var result = await Reading.TryReadAsync(_folder.Write("a.pdf", pdf.Build()), limits: Reading.Patient(new() { Pages = 10 }));

        Assert.Equal(DocumentProblemKind.TooManyPages, result.Problem!.Kind);
        Assert.Contains("12 pages; at most 10", result.Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_without_any_text_says_so()
    {
        var result = await Reading.TryReadAsync(_folder.Write("a.pdf", new TestPdf().Page("").Build()));

        Assert.Equal(DocumentProblemKind.NoText, result.Problem!.Kind);
    }

    private Task<ExtractedDocument> ReadAsync(TestPdf pdf) => Reading.ReadAsync(_folder.Write("a.pdf", pdf.Build()));
}
