using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>One browser window on the chat, and everything it complained about.</summary>
internal sealed class ChatWindow : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private ChatWindow(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"uncaught: {error}");
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Received?.Invoke(frame.Binary?.Length ?? frame.Text?.Length ?? 0);
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => Interlocked.Add(ref _sent, frame.Binary?.Length ?? frame.Text?.Length ?? 0);
    }

    private long _sent;

    /// <summary>Raised for each message that comes over the page's web socket, with its length in bytes, unpacked.</summary>
    public event Action<int>? Received;

    public IPage Page { get; }

    /// <summary>Console errors and warnings, violations of the content security policy among them, and uncaught exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Bytes the page has sent over its web socket.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    public ILocator Field => Page.Locator("#message");

    public ILocator Send => Page.Locator("button.send");

    public ILocator Stop => Page.Locator("button.stop");

    public ILocator Answers => Page.Locator(".answer");

    public ILocator LastAnswer => Answers.Last;

    public ILocator Scroller => Page.Locator(".scroller");

    public static Task<ChatWindow> OpenAsync(Chromium chromium, RunningApp app, BrowserNewContextOptions? options = null) =>
        OpenAsync(chromium, app.Address, options);

    public static async Task<ChatWindow> OpenAsync(Chromium chromium, string address, BrowserNewContextOptions? options = null)
    {
        var context = await chromium.NewContextAsync(options);
        var window = new ChatWindow(await context.NewPageAsync());
        await window.Page.GotoAsync(address);
        await window.ConnectedAsync();
        return window;
    }

    /// <summary>Opens another tab of a page's browser.</summary>
    public static async Task<ChatWindow> OpenAsync(IPage beside, string address)
    {
        var window = new ChatWindow(await beside.Context.NewPageAsync());
        await window.Page.GotoAsync(address);
        await window.ConnectedAsync();
        return window;
    }

    /// <summary>Waits until the page's scripts are attached: each leaves its mark.</summary>
    public async Task ConnectedAsync()
    {
        await Page.Locator("input[name=theme]:checked").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.Locator(".sidebar[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public async Task AskAsync(string question)
    {
        await Field.FillAsync(question);
        await Field.PressAsync("Enter");
    }

    /// <summary>Waits until the last answer has ended so, and the next question can be sent.</summary>
    public async Task FinishedAsync(string phase = "Done")
    {
        await Page.Locator($"li:last-child .answer[data-phase={phase}]").WaitForAsync(new() { Timeout = 120_000 });
        await Page.Locator("[data-busy=false]").WaitForAsync();
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
