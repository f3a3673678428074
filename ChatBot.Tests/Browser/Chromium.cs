using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ChatBot.Tests.Browser.Chromium))]

namespace ChatBot.Tests.Browser;

/// <summary>The system's Chromium, started once for all tests that look at the page. Nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A new private window; skips the test where there is no Chromium.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        var executable = ChromiumProgram.Find();
        Assert.SkipWhen(executable is null, "There is no Chromium: install the package chromium, or name it in CHROMIUM_PATH.");
        await _gate.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ChromiumProgram.Arguments });
        }
        finally
        {
            _gate.Release();
        }

        return await _browser.NewContextAsync(options);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _gate.Dispose();
    }
}
