using System.Runtime.CompilerServices;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>What a tab tells somebody who is in another.</summary>
public sealed class AttentionTests(Chromium chromium) : IAsyncLifetime
{
    private readonly SemaphoreSlim _end = new(0);
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(_ => Answer());
        _window = await ChatWindow.OpenAsync(chromium, _app);
    }

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task A_tab_in_the_background_shows_that_its_answer_is_finished_until_somebody_looks()
    {
        await _window.AskAsync("apples");
        await Expect(_window.LastAnswer).ToContainTextAsync("Here");
        await HideAsync(true);
        _end.Release();
        await Expect(_window.Page).ToHaveTitleAsync("● apples · ChatBot");
        Assert.Contains("finished", await IconAsync(), StringComparison.Ordinal);

        await HideAsync(false);
        await Expect(_window.Page).ToHaveTitleAsync("apples · ChatBot");
        Assert.DoesNotContain("finished", await IconAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tab_that_is_looked_at_is_not_marked()
    {
        await _window.AskAsync("apples");
        _end.Release();
        await _window.FinishedAsync();
        await Expect(_window.Page).ToHaveTitleAsync("apples · ChatBot");
    }

    private async IAsyncEnumerable<string> Answer([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return "Here it is.";
        await _end.WaitAsync(cancellationToken);
    }

    private Task<string> IconAsync() => _window.Page.EvaluateAsync<string>("() => document.querySelector('link[rel=icon]').href");

    // A headless browser shows every page.
    private async Task HideAsync(bool isHidden) => await _window.Page.EvaluateAsync(
        """
        isHidden => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """, isHidden);
}
