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
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) =>
        {
            if (frame.Binary.AsSpan().IndexOf("BeginInvokeDotNetFromJS"u8) >= 0) Interlocked.Increment(ref _calls);
        };
    }

    private long _calls;

    /// <summary>Raised for each message that comes over the page's web socket, with its length in bytes, unpacked.</summary>
    public event Action<int>? Received;

    public IPage Page { get; }

    /// <summary>Console errors and warnings, violations of the content security policy among them, and uncaught exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>How often the page has called the server. What the connection itself sends (it is alive, a change was shown) is not counted.</summary>
    public long Calls => Interlocked.Read(ref _calls);

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
        foreach (var mark in new[] { "input[name=theme]:checked", ".sidebar[data-ready]", "#message[data-ready]", ".shelf[data-ready]", "dialog[data-ready]" })
            await Page.Locator(mark).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Assertions.Expect(Page.Locator(".scroller:not([data-ready])")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator(".sidebar [data-loading]")).ToHaveCountAsync(0);
    }

    /// <summary>Waits until the chat has come to rest after a turn of the wheel or a key: both move it smoothly, over many frames.</summary>
    public Task StillAsync() => Page.EvaluateAsync(
        """
        () => new Promise(done => {
          const scroller = document.querySelector('.scroller');
          let [top, frames, since] = [scroller.scrollTop, 0, performance.now()];
          const look = () => {
            if (scroller.scrollTop !== top) [top, frames, since] = [scroller.scrollTop, 0, performance.now()];
            if (++frames > 10 && performance.now() - since > 250) done();
            else requestAnimationFrame(look);
          };
          look();
        })
        """);

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
