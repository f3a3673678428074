using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class ThemeTests(Chromium chromium) : IAsyncLifetime
{
    private const string Canvas = "() => getComputedStyle(document.documentElement).backgroundColor";
    private const string Light = "rgb(248, 249, 249)";
    private const string Dark = "rgb(20, 23, 24)";
    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(_ => Scripts.Play("hello"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_follows_the_system_until_something_else_is_chosen()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ColorScheme = ColorScheme.Light });
        Assert.Equal(Light, await window.Page.EvaluateAsync<string>(Canvas));

        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal(Dark, await window.Page.EvaluateAsync<string>(Canvas));

        await ChooseAsync(window, "light");
        Assert.Equal(Light, await window.Page.EvaluateAsync<string>(Canvas));

        await ChooseAsync(window, "system");
        Assert.Equal(Dark, await window.Page.EvaluateAsync<string>(Canvas));
    }

    [Fact]
    public async Task The_first_frame_after_a_reload_already_has_the_chosen_theme()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ColorScheme = ColorScheme.Light });
        await ChooseAsync(window, "dark");

        // The colour in the frame that is about to be painted first, and in every one until the page is connected.
        await window.Page.AddInitScriptAsync(
            """
            window.frames_ = [];
            const look = () => {
              if (document.body) window.frames_.push(getComputedStyle(document.documentElement).backgroundColor);
              if (window.frames_.length < 60) requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.Page.WaitForFunctionAsync("() => window.frames_.length >= 10");

        Assert.Equal([Dark], await window.Page.EvaluateAsync<string[]>("() => [...new Set(window.frames_)]"));
        Assert.True(await window.Page.Locator("input[name=theme][value=dark]").IsCheckedAsync());
    }

    [Fact]
    public async Task Another_tab_changes_with_this_one()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ColorScheme = ColorScheme.Light });
        var other = await window.Page.Context.NewPageAsync();
        await other.GotoAsync(_app.Address);
        await ChooseAsync(window, "dark");

        await other.WaitForFunctionAsync("() => document.documentElement.dataset.theme === 'dark'");
    }

    // As a keyboard or a screen reader would: the radio buttons themselves are invisible.
    private static Task ChooseAsync(ChatWindow window, string theme) => window.Page.Locator($"label[data-choice={theme}]").ClickAsync();
}
