using System.Diagnostics;
using System.Globalization;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Tests.Documents.Extraction;

/// <summary>That the reading process is watched, limited and never outlives its use. Alone, because it looks at this process's children.</summary>
[Collection(nameof(ReadingProcess))]
public sealed class DocumentExtractorTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Progress_tells_of_every_page()
    {
        var pdf = new TestPdf();
        for (var i = 1; i <= 5; i++) pdf.Page(TestPdf.Text(100, 700, 12, string.Create(CultureInfo.InvariantCulture, $"Page {i}")));
        var path = _folder.Write("a.pdf", pdf.Build());
        var seen = new ReportList();

        var result = await Reading.Extractor().ExtractAsync(path, "a.pdf", DocumentKind.Pdf, null, seen, TestContext.Current.CancellationToken);

        Assert.NotNull(result.Document);
        Assert.Equal(
            [new(ExtractionStage.Opening), .. Enumerable.Range(1, 5).Select(i => new ExtractionProgress(ExtractionStage.Text, i, 5))],
            seen.Reports);
    }

    [Fact]
    public async Task What_the_process_finds_wrong_is_told_in_the_language_of_whoever_asked()
    {
        var path = _folder.Write("broken.pdf", "%PDF-1.7\nnothing"u8.ToArray());
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de"); // ends with this test's own flow

        var (_, problem) = await Reading.Extractor().ExtractAsync(path, "broken.pdf", DocumentKind.Pdf, null, null, TestContext.Current.CancellationToken);

        Assert.Equal("„broken.pdf“ ist beschädigt und kann nicht gelesen werden.", problem!.Reason);
    }

    [Fact]
    public async Task Cancelling_kills_the_process_and_its_tools()
    {
        Reading.Need("tesseract");
        using var picture = TestPicture.Text(28, [.. Enumerable.Range(0, 120).Select(i => $"Line {i} of a picture that keeps Tesseract busy for long enough, {i * 7919}")]);
        var path = _folder.Write("long.png", TestPicture.Encode(picture));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Reading.Extractor().ExtractAsync(path, "long.png", DocumentKind.Png, null, null, cancel.Token);
        var children = await DescendantsAsync(name => name == "tesseract");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.All(children, child => Assert.False(Lives(child)));
    }

    [Fact]
    public async Task A_process_that_dies_takes_its_tools_with_it_and_the_failure_has_a_name()
    {
        Reading.Need("tesseract");
        using var picture = TestPicture.Text(28, [.. Enumerable.Range(0, 120).Select(i => $"Line {i} of a picture that keeps Tesseract busy for long enough, {i * 7919}")]);
        var path = _folder.Write("long.png", TestPicture.Encode(picture));
        var clock = new LookCounter();
        var running = Reading.Extractor(time: clock).ExtractAsync(path, "long.png", DocumentKind.Png, null, null, TestContext.Current.CancellationToken);
        var children = await DescendantsAsync(name => name == "tesseract");
        // Let the watcher see the tool, which looks at the clock each time, then kill the process alone, as the kernel would when memory runs out.
        for (var seen = clock.Looks; clock.Looks < seen + 5;) await Task.Delay(10, TestContext.Current.CancellationToken);
        using (var worker = Process.GetProcessById(children[0].Id)) worker.Kill();

        var result = await running;

        Assert.Equal(DocumentProblemKind.Damaged, result.Problem!.Kind);
        Assert.All(children, child => Assert.False(Lives(child)));
    }

    [Fact]
    public async Task A_process_that_dies_over_a_pdf_is_followed_by_one_that_reads_it_otherwise()
    {
        Reading.Need("pdftotext");
        var pdf = new TestPdf();
        for (var i = 1; i <= 300; i++) pdf.Page(TestPdf.Text(100, 700, 12, [.. Enumerable.Range(0, 40).Select(line => $"Line {line} of page {i}")]));
        var path = _folder.Write("a.pdf", pdf.Build());
        var killed = 0;
        var progress = new ReportList
        {
            OnReport = report =>
            {
                if (report.Stage != ExtractionStage.Text || report.PagesDone < 3 || Interlocked.Exchange(ref killed, 1) != 0) return;
                foreach (var child in Descendants().Where(child => child.Name == "ChatBot.Web"))
                {
                    using var process = Process.GetProcessById(child.Id);
                    process.Kill();
                }
            },
        };

        var result = await Reading.Extractor().ExtractAsync(path, "a.pdf", DocumentKind.Pdf, null, progress, TestContext.Current.CancellationToken);

        Assert.Equal(1, killed);
        Assert.Equal(300, result.Document!.Pages.Count);
        Assert.Contains("Line 39 of page 300", result.Document.Text, StringComparison.Ordinal);
        Reading.CheckInvariants(result.Document);
    }

    [Fact]
    public async Task Too_much_memory_ends_it()
    {
        var path = _folder.Write("a.pdf", new TestPdf().Page(TestPdf.Text(100, 700, 12, "small")).Build());

        // Less than the runtime itself needs.
        var result = await Reading.TryReadAsync(path, limits: new DocumentLimits { MemoryBytes = 24 * 1024 * 1024 });

        Assert.True(result.Problem!.Kind is DocumentProblemKind.TooMuchMemory or DocumentProblemKind.Damaged, result.Problem.ToString());
        Assert.Empty(Descendants());
    }

    [Fact]
    public async Task No_progress_ends_it()
    {
        var pdf = new TestPdf();
        for (var i = 1; i <= 300; i++) pdf.Page(TestPdf.Text(100, 700, 12, [.. Enumerable.Range(0, 40).Select(line => $"Line {line} of page {i}")]));
        var path = _folder.Write("a.pdf", pdf.Build());

        var result = await Reading.TryReadAsync(path, limits: new DocumentLimits { StallTime = TimeSpan.FromMilliseconds(1), FallbackTime = TimeSpan.FromMilliseconds(1) });

        Assert.Equal(DocumentProblemKind.TooSlow, result.Problem!.Kind);
        Assert.Empty(Descendants());
    }

    [Fact]
    public async Task Too_much_output_ends_it()
    {
        var path = _folder.Write("a.pdf", new TestPdf().Page(TestPdf.Text(100, 700, 12, "small")).Build());

        var result = await Reading.TryReadAsync(path, limits: new DocumentLimits { OutputBytes = 10 });

        Assert.Equal(DocumentProblemKind.TooMuchData, result.Problem!.Kind);
    }

    [Fact]
    public async Task A_file_that_is_gone_says_so()
    {
        var result = await Reading.Extractor().ExtractAsync(Path.Combine(_folder.Path, "gone.pdf"), "gone.pdf", DocumentKind.Pdf, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(DocumentProblemKind.Unreadable, result.Problem!.Kind);
    }

    [Fact]
    public async Task Nothing_is_left_in_the_temporary_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Moves the temporary folder by TMPDIR.");
        var path = _folder.Write("a.pdf", new TestPdf().Page(TestPdf.Text(100, 700, 12, "small")).Build());
        var temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "tmp")).FullName;
        var before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", temporary); // this collection runs alone
        try
        {
            await Reading.TryReadAsync(path);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }

        Assert.Empty(Directory.GetFileSystemEntries(temporary, "chatbot-*"));
    }

    private static async Task<IReadOnlyList<(int Id, string Name, string Start)>> DescendantsAsync(Func<string, bool> until)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var found = Descendants();
            if (found.Any(child => until(child.Name))) return found;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    // This process's children that read documents, and theirs.
    private static List<(int Id, string Name, string Start)> Descendants()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at /proc.");
        var all = new List<(int Id, int Parent, string Name, string Start)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
                var fields = stat[(close + 2)..].Split(' ');
                if (fields[0] != "Z") all.Add((id, int.Parse(fields[1], CultureInfo.InvariantCulture), stat[(open + 1)..close], fields[19]));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        var result = new List<(int Id, string Name, string Start)>();
        var parents = new Queue<int>([Environment.ProcessId]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in all.Where(child => child.Parent == parent && (parent != Environment.ProcessId || child.Name == "ChatBot.Web")))
            {
                result.Add((child.Id, child.Name, child.Start));
                parents.Enqueue(child.Id);
            }
        }

        return result;
    }

    private static bool Lives((int Id, string Name, string Start) child)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{child.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[19] == child.Start;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>Tests that watch this process, and so run alone.</summary>
[CollectionDefinition(nameof(ReadingProcess), DisableParallelization = true)]
public sealed class ReadingProcess;

/// <summary>The system's clock, which counts how often it is looked at.</summary>
internal sealed class LookCounter : TimeProvider
{
    private int _looks;

    public int Looks => Volatile.Read(ref _looks);

    public override long GetTimestamp()
    {
        Interlocked.Increment(ref _looks);
        return base.GetTimestamp();
    }
}

/// <summary>Keeps reports in order.</summary>
internal sealed class ReportList : IProgress<ExtractionProgress>
{
    private readonly Lock _gate = new();
    private readonly List<ExtractionProgress> _reports = [];

    public Action<ExtractionProgress>? OnReport { get; init; }

    public IReadOnlyList<ExtractionProgress> Reports
    {
        get
        {
            lock (_gate) return [.. _reports];
        }
    }

    public void Report(ExtractionProgress value)
    {
        lock (_gate) _reports.Add(value);
        OnReport?.Invoke(value);
    }
}
