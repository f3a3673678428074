using ChatBot.Tests.Documents;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>A chat in Masked mode, and what tests of its files do with it.</summary>
public abstract class FilesOnThePage(Chromium chromium) : IAsyncLifetime
{
    protected const long Megabyte = 1024 * 1024;
    private readonly TestFolder _folder = new();
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    protected IPage Page => _window.Page;

    private protected ChatWindow Window => _window;

    /// <summary>What the server logged as a warning or worse.</summary>
    protected IReadOnlyCollection<string> Warnings => _app.Warnings;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartWithReaderAsync(_ => Scripts.Play("Auto answers."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await Page.Locator("button.tool[data-attach]").WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a file to be added.</summary>
    protected string Write(string name, byte[] content) => _folder.Write(name, content);

    /// <summary>Writes a PDF of about a size, with a line of text.</summary>
    protected string Large(string name, double megabytes)
    {
        var noise = new byte[(int)(megabytes * Megabyte)];
        new Random(5).NextBytes(noise);
        var pdf = new TestPdf().Page(TestPdf.Text(72, 700, 12, $"This is {name}."));
        pdf.Add($"<< /Length {noise.Length} >>", noise);
        return Write(name, pdf.Build());
    }

    /// <summary>Asks what the lease answers, once all files are read.</summary>
    protected async Task AskAsync()
    {
        await Page.Locator(".chip[data-state=Ready]").First.WaitForAsync(new() { Timeout = 120_000 });
        await Assertions.Expect(Page.Locator(".chip[data-state=Uploading], .chip[data-state=Reading]")).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        await _window.AskAsync("What is the annual rent of the workshop?");
        await _window.FinishedAsync();
        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("4,350 euros");
    }

    protected Task AddAsync(params string[] paths) => Page.Locator(".shelf input[type=file]").SetInputFilesAsync(paths);

    protected Task ReadyAsync(int count) =>
        Assertions.Expect(Page.Locator(".chip[data-state=Ready]")).ToHaveCountAsync(count, new() { Timeout = 120_000 });

    /// <summary>Waits until the server keeps no file.</summary>
    protected async Task NothingStoredAsync()
    {
        while (Stored().Any(file => file.Name != ".lock")) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    /// <summary>The files that the server keeps.</summary>
    protected IEnumerable<FileInfo> Stored()
    {
        var folder = new DirectoryInfo(_app.DocumentsFolder);
        return folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories) : [];
    }

    /// <summary>A file that answers the question.</summary>
    protected static byte[] Lease() => new TestPdf().Page(TestPdf.Text(72, 700, 12, "The annual rent of the workshop is 4,350 euros.")).Build();
}
