using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>A page that was away for longer than the server keeps what belongs to it, as a phone over night.</summary>
public sealed class ResumeTests(Chromium chromium) : IAsyncLifetime
{
    private const string HoldSockets =
        "const Real = WebSocket; window.sockets = []; window.WebSocket = class extends Real { constructor(...a) { super(...a); window.sockets.push(this); } };";

    private readonly Circuits _circuits = new();
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(
            _ => Scripts.Play("The answer."),
            more: builder =>
            {
                builder.Services.Configure<CircuitOptions>(circuit => circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMilliseconds(100));
                builder.Services.AddSingleton<CircuitHandler>(_circuits);
            });
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await _window.Page.AddInitScriptAsync(HoldSockets);
        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await _window.Page.EvaluateAsync("() => { window.isOld = true; }");
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_chat_goes_on_as_it_was_set_with_its_draft_and_without_a_load()
    {
        await _window.Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await _window.Page.Locator("button.tool[data-attach]").WaitForAsync();
        await _window.Field.FillAsync("half a thought");
        await AwayAsync();

        await Expect(_window.Page.Locator("button.tool[data-attach]")).ToBeVisibleAsync();
        await Expect(_window.Page.Locator(".modes input[value=Masked]")).ToBeCheckedAsync();
        await Expect(_window.Field).ToHaveValueAsync("half a thought");
        Assert.True(await _window.Page.EvaluateAsync<bool>("() => window.isOld === true"));
    }

    [Fact]
    public async Task A_chat_goes_on_without_a_load()
    {
        await _window.AskAsync("question");
        await _window.FinishedAsync();
        await AwayAsync();

        await Expect(_window.LastAnswer).ToContainTextAsync("The answer.");
        Assert.True(await _window.Page.EvaluateAsync<bool>("() => window.isOld === true"));
        await _window.AskAsync("another");
        await Expect(_window.Answers).ToHaveCountAsync(2);
        await _window.FinishedAsync();
    }

    // Offline until the server has forgotten the page, then back.
    private async Task AwayAsync()
    {
        await _window.Page.Context.SetOfflineAsync(true);
        // Offline, Chromium may wait long for the server to agree to the end: the page is told at once.
        await _window.Page.EvaluateAsync("() => { const socket = window.sockets.at(-1); socket.close(); socket.dispatchEvent(new CloseEvent('close', { code: 1006 })); }");
        await Expect(_window.Page.Locator("html[data-connection]")).ToBeAttachedAsync(new() { Timeout = 30_000 });
        while (_circuits.Count > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        await _window.Page.EvaluateAsync("() => { for (const mark of document.querySelectorAll('[data-ready]')) delete mark.dataset.ready; }");
        await _window.Page.Context.SetOfflineAsync(false);
        await Expect(_window.Page.Locator("html:not([data-connection])")).ToBeAttachedAsync(new() { Timeout = 30_000 });
        await _window.Page.Locator("textarea[data-ready]").WaitForAsync(new() { Timeout = 30_000 });
    }

    private sealed class Circuits : CircuitHandler
    {
        private int _count;

        /// <summary>How many pages the server knows.</summary>
        public int Count => Volatile.Read(ref _count);

        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Decrement(ref _count);
            return Task.CompletedTask;
        }
    }
}
