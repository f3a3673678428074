using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Documents.Extraction;

public sealed class ExtractionSchedulerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Documents_wait_in_line_see_how_many_are_ahead_and_are_read_once()
    {
        var (store, scheduler) = Create();
        var documents = new List<StoredDocument>();
        for (var i = 0; i < 4; i++) documents.Add(await AddAsync(store, $"Document number {i}"));
        using var allAsked = new ManualResetEventSlim();
        var progress = documents.Select((_, i) => new ReportList { OnReport = report => WaitFor(allAsked, i, report) }).ToArray();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var tasks = documents.Select((document, i) =>
            scheduler.ExtractAsync(document, null, progress[i], i == 2 ? cancel.Token : TestContext.Current.CancellationToken)).ToArray();
        while (scheduler.Waiting < 3) await Task.Delay(5, TestContext.Current.CancellationToken);
        allAsked.Set();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[2]);
        var texts = new List<string>();
        foreach (var i in new[] { 0, 1, 3 }) texts.Add((await tasks[i]).Document!.Text);

        Assert.Equal(["Document number 0", "Document number 1", "Document number 3"], texts);
        Assert.Equal(0, scheduler.Waiting);
        var waited = progress.Skip(1).Select(list => list.Reports.Where(report => report.Stage == ExtractionStage.Queued).Select(report => report.Ahead).ToArray()).ToArray();
        Assert.Equal([0, 1, 2], waited.Select(list => list[0]).Order());
        Assert.All(waited, list => Assert.Equal(list.OrderDescending(), list)); // the line only gets shorter
        Assert.Contains(progress[3].Reports, report => report.Stage == ExtractionStage.Text);

        var again = new ReportList();
        Assert.Equal("Document number 0", (await scheduler.ExtractAsync(documents[0], null, again, TestContext.Current.CancellationToken)).Document!.Text);
        Assert.Empty(again.Reports); // from the store
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_makes_room_for_the_next()
    {
        var (store, scheduler) = Create();
        var broken = await store.AddAsync("chat", "broken.pdf", new MemoryStream([.. "%PDF-1.7\nnothing else"u8]), TestContext.Current.CancellationToken);
        var whole = await AddAsync(store, "Still works");

        var first = scheduler.ExtractAsync(broken, cancellationToken: TestContext.Current.CancellationToken);
        var second = scheduler.ExtractAsync(whole, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(DocumentProblemKind.Damaged, (await first).Problem!.Kind);
        Assert.Equal("Still works", (await second).Document!.Text);
    }

    // The first document keeps its place until the others are in line.
    private static void WaitFor(ManualResetEventSlim allAsked, int document, ExtractionProgress report)
    {
        if (document == 0 && report.Stage == ExtractionStage.Text) allAsked.Wait(TestContext.Current.CancellationToken);
    }

    private (DocumentStore, ExtractionScheduler) Create()
    {
        var limits = Reading.Patient(new() { ConcurrentExtractions = 1 });
        var store = new DocumentStore(Options.Create(new DocumentStoreOptions { Folder = _folder.Path }), Options.Create(limits), TimeProvider.System);
        return (store, new ExtractionScheduler(store, Reading.Extractor(limits), Options.Create(limits)));
    }

    private static Task<StoredDocument> AddAsync(DocumentStore store, string text) => store.AddAsync(
        "chat", "a.pdf", new MemoryStream(new TestPdf().Page(TestPdf.Text(100, 700, 12, text)).Build()), TestContext.Current.CancellationToken);
}
