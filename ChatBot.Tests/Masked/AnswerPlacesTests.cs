using ChatBot.Inference.Answering;
using ChatBot.Tests.Answering;
using ChatBot.Tests.Documents;
using ChatBot.Web.Documents;
using ChatBot.Web.Masked;

namespace ChatBot.Tests.Masked;

/// <summary>
/// For every answer, alternative and guess: the document's text at its offsets is the span that is shown, and its marks cover the span's words
/// and nothing else. Real extraction and the shipped reader, over documents that were made for it and over all outside ones.
/// </summary>
public sealed class AnswerPlacesTests : IAsyncLifetime
{
    // What some documents answer, what others nearly do, and what none does.
    private static readonly string[] Questions =
    [
        "What is the rent?", "When does the library open?", "Who wrote it?", "What is dense passage retrieval?", "How does OCR work?",
        "Was ist ein topologischer Raum?", "What was the balance on 1 August 2018?", "Who painted the Mona Lisa?", "???",
    ];

    private const int Long = 20_000; // characters; more are asked two questions only

    private readonly TestFolder _folder = new();
    private readonly ExtractiveReader _reader = TestReaders.Load(TestReaders.ShippedFolder, passages: 12);

    public static IEnumerable<TheoryDataRow<string>> Names() =>
        OutsideFiles.Names("pdf", "*.pdf").Select(name => "pdf/" + name)
            .Concat(OutsideFiles.Names("ocr", "*.*").Select(name => "ocr/" + name).Where(name => !name.EndsWith(".txt", StringComparison.Ordinal)))
            .Select(name => new TheoryDataRow<string>(name));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_answer_from_an_outside_document_stands_where_it_is_marked(string name)
    {
        var parts = name.Split('/');
        var path = OutsideFiles.Get(parts);
        if (parts[0] == "ocr") Reading.Need("tesseract", "pdftoppm");
        if (Path.GetExtension(name) == ".tif") path = _folder.Write("page.png", TestTiff.ToPng(path));

        await CheckAsync(await Reading.ReadAsync(path, PasswordOf(parts[1])));
    }

    [Theory]
    [InlineData("/MediaBox [0 0 595 842]")]
    [InlineData("/MediaBox [0 0 595 842] /Rotate 90")]
    [InlineData("/MediaBox [0 0 595 842] /Rotate 180")]
    [InlineData("/MediaBox [0 0 595 842] /Rotate -90")]
    [InlineData("/MediaBox [-300 -400 595 842] /CropBox [50 300 500 842]")]
    [InlineData("/MediaBox [0 0 595 842] /CropBox [50 300 500 842] /Rotate 90 /UserUnit 2")]
    public async Task Every_answer_from_a_turned_or_cut_page_stands_where_it_is_marked(string page)
    {
        var content = TestPdf.Text(72, 780, 12, "The annual rent of the workshop is 4,350 euros, and the depo-", "sit is 900 euros. It is paid in January.")
            + TestPdf.Text(72, 700, 12, "The library opens at", "nine in the morning", "on all days but Sun-", "day, when it is shut.")
            + TestPdf.Text(320, 700, 12, "Margarethe Lindqvist", "wrote this letter to", "the town on 3 March.")
            + "BT /F 10 Tf 0 1 -1 0 60 400 Tm (Stamped by Doctor Weber) Tj ET\n";
        var pdf = new TestPdf().Page(content, page).Page(TestPdf.Text(72, 700, 12, "Rent 800.00", "Water 40.00", "Total 840.00"), page);

        await CheckAsync(await Reading.ReadAsync(_folder.Write("made.pdf", pdf.Build())));
    }

    [Fact]
    public async Task Answers_from_several_documents_each_stand_in_their_own()
    {
        var made = new TestPdf().Page(TestPdf.Text(72, 700, 12, "The annual rent of the workshop is 4,350 euros."));
        var twin = _folder.Write("twin.pdf", made.Build());

        await CheckAsync(await Reading.ReadAsync(_folder.Write("made.pdf", made.Build())), await Reading.ReadAsync(twin));
    }

    private async Task CheckAsync(params ExtractedDocument[] texts)
    {
        (string Id, ExtractedDocument Text)[] documents = [.. texts.Select((text, index) => ($"document {index}", text))];
        var answers = 0;
        string[] questions = texts.Sum(text => text.Text.Length) > Long ? [Questions[3], Questions[5]] : Questions;
        foreach (var question in questions)
        {
            var result = await _reader.ReadAsync(
                question, [.. documents.Select(document => new ReaderDocument(document.Id, document.Text.Text))], MaskedAnswers.Alternatives, null,
                TestContext.Current.CancellationToken);
            foreach (var passage in FindingsBuilder.Build(result, documents).Passages)
            {
                Check(passage, documents.Single(document => document.Id == passage.AttachmentId).Text);
                answers++;
            }
        }

        Assert.True(answers >= questions.Length, $"Only {answers} places were looked at.");
    }

    private static void Check(Passage passage, ExtractedDocument document)
    {
        Assert.Equal(document.Text.Substring(passage.Start, passage.Length), passage.Text);
        Assert.Equal(document.PageAt(passage.Start).Number, passage.Page);
        Assert.Contains(Reading.Flat(passage.Before + passage.Text + passage.After), Reading.Flat(document.Text), StringComparison.Ordinal);

        var words = document.WordsIn(passage.Start, passage.Length)
            .SelectMany(word => word.Boxes.Select(box => (document.PageAt(word.Start).Number, Box: box))).ToList();
        Assert.NotEmpty(words);
        Assert.Equal(passage.Page, passage.Marks[0].Page);
        foreach (var (page, box) in words) Assert.Contains(passage.Marks, mark => mark.Page == page && Holds(mark.Box, box));
        foreach (var mark in passage.Marks)
        {
            var inside = words.Where(word => word.Number == mark.Page && Holds(mark.Box, word.Box)).Select(word => word.Box).ToList();
            Assert.NotEmpty(inside);
            Assert.Equal(mark.Box, inside.Aggregate((all, box) => all.Union(box)));
        }
    }

    private static bool Holds(PageBox outer, PageBox inner) =>
        inner.Left >= outer.Left && inner.Top >= outer.Top && inner.Right <= outer.Right && inner.Bottom <= outer.Bottom;

    private static string? PasswordOf(string name) => name switch
    {
        "password.pdf" => "password",
        "encrypted-aes-256-r6.pdf" => "usersecret",
        _ when name.StartsWith("encrypted-", StringComparison.Ordinal) => "foo",
        _ => null,
    };
}
