using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

public sealed class ShortcutTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    private IPage Page => _window.Page;

    private ILocator Sheet => Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question => question == "endless" ? Scripts.Endless() : Scripts.Play($"An answer about {question}."));
        _window = await ChatWindow.OpenAsync(chromium, _app, new() { Permissions = ["clipboard-read", "clipboard-write"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_begins_searches_stops_and_copies()
    {
        await _window.AskAsync("endless");
        await Page.Locator(".prose p").First.WaitForAsync();
        await Page.Keyboard.PressAsync("Escape");
        await _window.FinishedAsync("Stopped");

        await _window.AskAsync("apples");
        await _window.FinishedAsync();
        await Page.Keyboard.PressAsync("Alt+c");
        await _window.LastAnswer.Locator("[data-copied=yes]").WaitForAsync();
        Assert.Equal("An answer about apples.", await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));

        await Page.Keyboard.PressAsync("Alt+k");
        await Expect(Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Alt+i");
        await Expect(_window.Field).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Alt+l");
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("Alt+k");
        await Expect(Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Alt+n");
        await Page.Locator(".greeting").WaitForAsync();
        await Expect(_window.Field).ToBeFocusedAsync();
        Assert.Empty(_window.Complaints);
    }

    [Theory]
    [InlineData("Alt+u")]
    [InlineData("ArrowUp")]
    public async Task The_last_question_is_written_anew_by_keyboard_alone(string key)
    {
        foreach (var question in new[] { "apples", "pears" })
        {
            await _window.AskAsync(question);
            await Expect(_window.LastAnswer).ToContainTextAsync($"An answer about {question}.");
            await _window.FinishedAsync();
        }

        var editor = Page.Locator(".editor textarea[data-ready]");
        await Expect(_window.Field).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync(key);
        await Expect(editor).ToBeFocusedAsync();
        await Expect(editor).ToHaveValueAsync("pears");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(editor).ToHaveCountAsync(0);
        await Expect(Page.Locator("[data-edit]").Last).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Alt+u");
        await editor.FillAsync("quinces");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(_window.LastAnswer).ToContainTextAsync("An answer about quinces.");
        await Expect(_window.Answers).ToHaveCountAsync(2);
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task A_Mac_has_its_own_keys_and_the_sheet_shows_them()
    {
        await Page.AddInitScriptAsync("Object.defineProperty(navigator, 'userAgentData', { get: () => ({ platform: 'macOS' }) })");
        await Page.ReloadAsync();
        await _window.ConnectedAsync();

        await Page.Keyboard.PressAsync("Alt+k");
        await Expect(_window.Field).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+Meta+k");
        await Expect(Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Meta+/");
        await Expect(Sheet).ToBeVisibleAsync();
        await Expect(Sheet.Locator("kbd", new() { HasText = "⌃⌘" })).Not.ToHaveCountAsync(0);
        await Expect(Sheet.Locator("kbd", new() { HasText = "Alt" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_sheet_tells_every_key_that_does_something()
    {
        await Page.Keyboard.PressAsync("Control+/");
        await Expect(Sheet).ToBeVisibleAsync();
        var told = await Sheet.Locator("dd").AllInnerTextsAsync();

        var script = await File.ReadAllTextAsync(ProjectRoot.Combine("ChatBot.Web", "Components", "Layout", "ShortcutsSheet.razor.js"), TestContext.Current.CancellationToken);
        var letters = System.Text.RegularExpressions.Regex.Match(script, @"const Acts = \{(.*)\}").Groups[1].Value.Split(',').Select(pair => pair.Trim()[0]);
        Assert.All(letters, letter => Assert.Contains(told, keys => keys.EndsWith($"{char.ToUpperInvariant(letter)}", StringComparison.Ordinal) && keys.StartsWith("Alt", StringComparison.Ordinal)));
        Assert.Contains("↑", told);
    }

    [Fact]
    public async Task Letters_that_are_written_stay_letters()
    {
        await _window.Field.FocusAsync();
        await Page.Keyboard.TypeAsync("what?n/k");
        await Expect(_window.Field).ToHaveValueAsync("what?n/k");
        await Expect(Sheet).ToBeHiddenAsync();
        // AltGr, as Windows tells of it.
        await _window.Field.EvaluateAsync("field => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', code: 'KeyN', ctrlKey: true, altKey: true, bubbles: true }))");
        await _window.Field.EvaluateAsync("field => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', altKey: true, isComposing: true, bubbles: true }))");
        await Expect(_window.Field).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_sheet_opens_with_a_question_mark_keeps_the_focus_and_gives_it_back()
    {
        var opener = Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" });
        await opener.FocusAsync();
        await Page.Keyboard.PressAsync("?");
        await Expect(Sheet).ToBeVisibleAsync();
        // What lies under it does not hear the keys.
        await Page.Keyboard.PressAsync("Alt+l");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Sheet).ToBeHiddenAsync();
        await Expect(opener).ToBeFocusedAsync();
        await Expect(Page.Locator(".sidebar")).ToBeVisibleAsync();

        await _window.Field.FocusAsync();
        await Page.Keyboard.PressAsync("Control+/");
        await Expect(Sheet).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "A single ? opens this sheet" }).UncheckAsync();
        await Page.Mouse.ClickAsync(5, 5);
        await Expect(Sheet).ToBeHiddenAsync();
        await opener.FocusAsync();
        await Page.Keyboard.PressAsync("?");
        await Page.Keyboard.PressAsync("Alt+i");
        await Expect(_window.Field).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_the_sheet_or_the_settings(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Page.Keyboard.PressAsync("Control+/");
        await Expect(Sheet).ToBeVisibleAsync();
        Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Alt+o");
        await Page.Locator("#setting-temperature").FillAsync("hot");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator("#setting-temperature")).ToBeFocusedAsync();
        Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task Settings_are_kept_with_the_chat_and_the_focus_comes_back()
    {
        await _window.AskAsync("apples");
        await _window.FinishedAsync();
        var opener = Page.GetByRole(AriaRole.Button, new() { Name = "Settings of this chat" });
        await opener.ClickAsync();
        await Page.Locator("#setting-temperature").FillAsync("0,5");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
        await Expect(opener).ToHaveAttributeAsync("data-changed", "");

        await Page.ReloadAsync();
        await _window.ConnectedAsync();
        await opener.ClickAsync();
        await Expect(Page.Locator("#setting-temperature")).ToHaveValueAsync("0.5");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reset all" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator("[data-changed]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_language_is_one_choice_away_and_the_draft_survives_it()
    {
        await _window.Field.FillAsync("half a thought");
        await Page.Locator("select[name=language]").SelectOptionAsync("de");
        await Expect(_window.Send).ToHaveAttributeAsync("title", "Senden");
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("half a thought");
        await Expect(Page.Locator("select[name=language]")).ToHaveValueAsync("de");
        await Page.Locator("select[name=language]").SelectOptionAsync("");
        await Expect(_window.Send).ToHaveAttributeAsync("title", "Send");
    }
}
