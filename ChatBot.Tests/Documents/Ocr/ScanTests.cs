using System.Globalization;
using ChatBot.Web.Documents;
using SkiaSharp;

namespace ChatBot.Tests.Documents.Ocr;

public sealed class ScanTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 0)]
    [InlineData("/Rotate 90", 90)]
    [InlineData("/Rotate 180", 180)]
    public async Task Text_pages_and_scanned_pages_are_read_from_one_file(string extra, int rotation)
    {
        Reading.Need("tesseract", "pdftoppm");
        var pdf = new TestPdf().Page(TestPdf.Text(100, 700, 12, "This page is made of letters."));
        AddScan(pdf, extra, "This page is a picture", "of other letters.");
        pdf.Page(TestPdf.Text(100, 700, 12, "This one is text again."));

        var document = await Reading.ReadAsync(_folder.Write("mixed.pdf", pdf.Build()));

        Assert.Equal("This page is made of letters.\fThis page is a picture of other letters.\fThis one is text again.",
            string.Join('\f', document.Text.Split('\f').Select(Reading.Flat)));
        Assert.Equal([false, true, false], document.Pages.Select(page => page.IsOcr));
        Assert.Equal(rotation, document.Pages[1].Rotation);
        var box = Reading.BoxesOf(document, "picture")[0];
        if (rotation == 0) Assert.True(box is { Left: > 0.3f, Top: < 0.5f }, box.ToString());
        if (rotation == 180) Assert.True(box is { Right: < 0.7f, Bottom: > 0.5f }, box.ToString());
    }

    [Fact]
    public async Task Scans_behind_the_limit_are_left_out_and_say_so()
    {
        Reading.Need("tesseract", "pdftoppm");
        var pdf = new TestPdf();
        for (var i = 1; i <= 3; i++) AddScan(pdf, "", string.Create(CultureInfo.InvariantCulture, $"Scanned page {i}"), "of three in all");

        var document = await Reading.ReadAsync(_folder.Write("scans.pdf", pdf.Build()), limits: Reading.Patient(new() { OcrPages = 2 }));

        Assert.Equal([true, true, false], document.Pages.Select(page => page.IsOcr));
        Assert.Equal(DocumentProblemKind.TooManyPages, document.Pages[2].Problem!.Kind);
        Assert.Contains("first 2", document.Pages[2].Problem!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stamp_on_a_scan_does_not_hide_the_scan()
    {
        Reading.Need("tesseract", "pdftoppm");
        var pdf = new TestPdf();
        AddScan(pdf, "", ["The body of the letter", "is a picture of letters."], TestPdf.Text(60, 30, 8, "Scanned with a phone"));

        var document = await Reading.ReadAsync(_folder.Write("stamped.pdf", pdf.Build()));

        Assert.StartsWith("The body of the letter is a picture of letters.", Reading.Flat(document.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_font_that_names_glyphs_by_number_only_is_read_by_its_looks()
    {
        Reading.Need("tesseract", "pdftoppm");
        var pdf = new TestPdf();
        // Shapes of letters from a picture, and over it invisible letters whose codes mean nothing.
        AddScan(pdf, "", ["What is seen is", "what should be read."], "3 Tr " + TestPdf.Text(60, 600, 12, [.. Enumerable.Repeat("7KLV\u0003LV\u0003JLEEHULVK\u0003WH[W", 12)]));

        var document = await Reading.ReadAsync(_folder.Write("glyphs.pdf", pdf.Build()));

        Assert.Equal("What is seen is what should be read.", Reading.Flat(document.Text));
    }

    [Fact]
    public async Task Letters_over_a_picture_that_says_nothing_more_stay_as_they_are()
    {
        Reading.Need("tesseract", "pdftoppm");
        var pdf = new TestPdf();
        AddScan(pdf, "", ["."], TestPdf.Text(60, 700, 40, "Résumé of 2024"));

        var document = await Reading.ReadAsync(_folder.Write("slide.pdf", pdf.Build()));

        Assert.Equal("Résumé of 2024", Reading.Flat(document.Text));
        Assert.False(document.Pages[0].IsOcr);
    }

    private static void AddScan(TestPdf pdf, string extra, params string[] lines) => AddScan(pdf, extra, lines, "");

    private static void AddScan(TestPdf pdf, string extra, string[] lines, string content)
    {
        using var text = TestPicture.Text(36, lines);
        using var page = new SKBitmap(1190, 1684, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(page))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawBitmap(text, 200, 300, new SKSamplingOptions(SKFilterMode.Linear));
        }

        var picture = pdf.AddPicture(page.Width, page.Height, TestPicture.Gray(page));
        pdf.Page("q 595 0 0 842 0 0 cm /P Do Q\n" + content, "/MediaBox [0 0 595 842] " + extra,
            string.Create(CultureInfo.InvariantCulture, $"/XObject << /P {picture} 0 R >>"));
    }
}
