using System.Text.RegularExpressions;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Pdf;
using SkiaSharp;

namespace ChatBot.Tests.Documents;

/// <summary>Documents that nobody in this project wrote, against what they are known to say.</summary>
public sealed partial class OutsideFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ocr_test.pdf")]
    [InlineData("ocr_test_rotated_90.pdf")]
    [InlineData("ocr_test_rotated_180.pdf")]
    [InlineData("ocr_test_rotated_270.pdf")]
    public async Task A_scanned_page_is_read_whichever_way_it_is_turned(string name)
    {
        Reading.Need("tesseract", "pdftoppm");
        var document = await Reading.ReadAsync(OutsideFiles.Get("ocr", name));

        Assert.Equal("Docling bundles PDF document conversion to JSON and Markdown in an easy self contained package", Reading.Flat(document.Text));
        Assert.True(document.Pages[0].IsOcr);
    }

    [Theory]
    [InlineData("phototest.tif", 0.01)]
    [InlineData("phototest-rotated-L.png", 0.02)]
    [InlineData("phototest-rotated-R.png", 0.02)]
    [InlineData("phototest-rotated-180.png", 0.02)]
    [InlineData("tesseractjs-testocr.png", 0.01)]
    public async Task A_photographed_page_has_few_wrong_characters(string name, double mostErrors)
    {
        var document = await ReadPictureAsync(name);
        var gold = Reading.Flat(await File.ReadAllTextAsync(OutsideFiles.Get("ocr", "phototest.gold.txt"), TestContext.Current.CancellationToken));

        var errors = Distance(Reading.Flat(document.Text), gold) / (double)gold.Length;

        Assert.InRange(errors, 0, mostErrors);
    }

    [Theory]
    [InlineData("phototest.tif", 2)]
    [InlineData("phototest.tif", 5)]
    [InlineData("phototest.tif", -8)]
    [InlineData("phototest-rotated-R.png", 8)]
    public async Task A_page_that_was_not_held_straight_has_few_wrong_characters(string name, float degrees)
    {
        Reading.Need("tesseract");
        var path = OutsideFiles.Get("ocr", name);
        using var page = SKBitmap.Decode(Path.GetExtension(name) == ".tif" ? TestTiff.ToPng(path) : await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        using var tilted = TestPicture.Tilt(page, degrees);
        var document = await Reading.ReadAsync(_folder.Write("tilted.png", TestPicture.Encode(tilted)));
        var gold = Reading.Flat(await File.ReadAllTextAsync(OutsideFiles.Get("ocr", "phototest.gold.txt"), TestContext.Current.CancellationToken));

        Assert.InRange(Distance(Reading.Flat(document.Text), gold) / (double)gold.Length, 0, 0.02);
    }

    [Fact]
    public async Task A_magazine_page_of_columns_keeps_its_words()
    {
        var document = await ReadPictureAsync("8071_093.3B.tif");
        var gold = await File.ReadAllTextAsync(OutsideFiles.Get("ocr", "8071_093.3B.txt"), TestContext.Current.CancellationToken);

        Assert.InRange(Recall(gold, document.Text), 0.93, 1);
    }

    [Theory]
    [InlineData("tesseractjs-simple.jpg", "Tesseract.js")]
    [InlineData("tesseractjs-simple-90.jpg", "Tesseract.js")]
    [InlineData("tesseractjs-bill.png", "01Aug2018 Assisted Deposit 32,414.50 68,769.42")]
    public async Task Small_pictures_are_read(string name, string says) =>
        Assert.Contains(says, Reading.Flat((await ReadPictureAsync(name)).Text), StringComparison.Ordinal);

    [Fact]
    public async Task A_book_of_mathematics_keeps_its_words()
    {
        var document = await Reading.ReadAsync(OutsideFiles.Get("pdf", "GeoTopo-komprimiert.pdf"));
        var gold = await File.ReadAllTextAsync(OutsideFiles.Get("pdf", "GeoTopo-book.txt"), TestContext.Current.CancellationToken);

        Assert.Equal(117, document.Pages.Count);
        Assert.All(document.Pages, page => Assert.False(page.IsOcr));
        Assert.InRange(Recall(gold, document.Text), 0.95, 1);
        Assert.Contains("γ", document.Text, StringComparison.Ordinal); // from a font without Unicode values
    }

    [Fact]
    public async Task Columns_of_an_article_are_not_interleaved()
    {
        var text = Reading.Flat((await Reading.ReadAsync(OutsideFiles.Get("pdf", "multi-column-2p.pdf"))).Text);

        AssertInOrder(text,
            "Dense Passage Retrieval for Open-Domain Question Answering",
            "Open-domain question answering relies on efficient passage retrieval to select candidate contexts, where traditional sparse vector space models",
            "helps our end-to-end QA system establish new state-of-the-art on multiple open-domain QA benchmarks.",
            "Introduction",
            "a huge performance degradation is often observed in practice",
            "Retrieval in open-domain QA is usually implemented using TF-IDF or BM25 (Robertson and Zaragoza, 2009), which matches keywords efficiently with an inverted index",
            "“Who is the bad guy in lord of the rings?”, which can be answered from the context “Sala Baker is best known for portraying the villain Sauron",
            "setting new state-of-the-art results on multiple open-domain",
            "QA datasets, it also suffers from two weaknesses.",
            "More specifically, we assume the extractive QA setting, in which the answer is restricted to a span",
            "Dense Passage Retriever (DPR) We focus our research in this work");
    }

    [Fact]
    public async Task An_article_of_one_column_is_read_from_its_title_to_its_end()
    {
        var text = Reading.Flat((await Reading.ReadAsync(OutsideFiles.Get("pdf", "layout-parser-paper-fast.pdf"))).Text);

        AssertInOrder(text,
            "LayoutParser: A Unified Toolkit for Deep Learning Based Document Image Analysis",
            "Allen Institute for AI", "Brown University", "Harvard University",
            "Abstract. Recent advances in document image analysis (DIA) have been primarily driven by the application of neural networks.",
            "1 Introduction Deep Learning(DL)-based approaches are the state-of-the-art",
            "However, there are several practical difficulties for taking advantages of recent advances in DL-based methods",
            "LayoutParser is well aligned with recent efforts");
    }

    [Fact]
    public async Task Doubled_letters_are_single()
    {
        var text = Reading.Flat((await Reading.ReadAsync(OutsideFiles.Get("pdf", "fake-bold-sample.pdf"))).Text);

        AssertInOrder(text, "BOLD TEXT SAMPLE", "Testing Deduplication", "'BBOOLLDD' instead of 'BOLD'");
    }

    [Theory]
    [InlineData("encrypted-aes-128.pdf", "foo", "Secret!")]
    [InlineData("encrypted-aes-256.pdf", "foo", "Secret!")]
    [InlineData("encrypted-rc4-40.pdf", "foo", "Secret!")]
    [InlineData("encrypted-aes-256-r6.pdf", "usersecret", "Hello World")]
    [InlineData("password.pdf", "password", "File with password")]
    public async Task Encrypted_files_ask_for_their_password_and_open_with_it(string name, string password, string says)
    {
        var path = OutsideFiles.Get("pdf", name);

        Assert.Equal(DocumentProblemKind.NeedsPassword, (await Reading.TryReadAsync(path)).Problem!.Kind);
        var wrong = (await Reading.TryReadAsync(path, "wrong")).Problem!;
        Assert.Equal((DocumentProblemKind.WrongPassword, true), (wrong.Kind, wrong.AsksForPassword));
        Assert.Equal(says, Reading.Flat((await Reading.ReadAsync(path, password)).Text));
    }

    [Theory]
    [InlineData("multi-column-2p.pdf")]
    [InlineData("layout-parser-paper-fast.pdf")]
    [InlineData("GeoTopo-komprimiert.pdf")]
    public async Task Words_are_where_another_reader_sees_them(string name)
    {
        Reading.Need("pdftotext");
        var path = OutsideFiles.Get("pdf", name);
        var document = await Reading.ReadAsync(path);
        var (pages, _) = await Poppler.ReadAsync(path, 1, 500, Reading.Patient(new()), TestContext.Current.CancellationToken);
        var (seen, alike) = (0, 0);
        foreach (var word in document.Words.Where(word => word is { Length: >= 4, Rest: null }))
        {
            var text = document.Text.Substring(word.Start, word.Length);
            if (!text.All(char.IsLetter)) continue; // formulas are parted differently
            var page = pages[document.PageAt(word.Start).Number - 1];
            seen++;
            if (page.Blocks.SelectMany(block => block.Lines).SelectMany(line => line.Words).Any(other => other.Text == text && Covers(word.Box, other.Box))) alike++;
        }

        Assert.InRange(alike / (double)seen, 0.97, 1);
    }

    private async Task<ExtractedDocument> ReadPictureAsync(string name)
    {
        Reading.Need("tesseract");
        var path = OutsideFiles.Get("ocr", name);
        return await Reading.ReadAsync(Path.GetExtension(name) == ".tif" ? _folder.Write("page.png", TestTiff.ToPng(path)) : path);
    }

    private static bool Covers(PageBox box, PageBox other)
    {
        var width = Math.Min(box.Right, other.Right) - Math.Max(box.Left, other.Left);
        var height = Math.Min(box.Bottom, other.Bottom) - Math.Max(box.Top, other.Top);
        return width > 0.8f * Math.Min(box.Width, other.Width) && height > 0.6f * Math.Min(box.Height, other.Height);
    }

    private static void AssertInOrder(string text, params string[] phrases)
    {
        var at = 0;
        foreach (var phrase in phrases)
        {
            var found = text.IndexOf(phrase, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"“{phrase}” does not follow in: {text[at..]}");
            at = found + phrase.Length;
        }
    }

    private static double Recall(string gold, string text)
    {
        var bag = Words().Matches(text).CountBy(match => match.Value.ToUpperInvariant()).ToDictionary();
        var wanted = Words().Matches(gold).CountBy(match => match.Value.ToUpperInvariant()).ToArray();
        return wanted.Sum(word => Math.Min(word.Value, bag.GetValueOrDefault(word.Key))) / (double)wanted.Sum(word => word.Value);
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[^1];
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
