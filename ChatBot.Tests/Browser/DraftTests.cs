using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>What is written and not sent yet.</summary>
public sealed class DraftTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question => Scripts.Play($"About {question}."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_chat_has_its_own_draft_and_a_sent_one_is_gone()
    {
        await _window.AskAsync("one");
        await _window.FinishedAsync();
        var chat = new Uri(_window.Page.Url).AbsolutePath;
        Assert.StartsWith("/chat/", chat, StringComparison.Ordinal);
        await _window.Field.FillAsync("draft of the first");

        await _window.Page.GotoAsync(_app.Address);
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.Field.FillAsync("draft of a new one");

        await _window.Page.GotoAsync(_app.Address + chat);
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("draft of the first");
        await _window.Field.PressAsync("Enter");
        await _window.FinishedAsync();
        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("");

        await _window.Page.GotoAsync(_app.Address);
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("draft of a new one");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Moving_between_chats_without_a_load_takes_each_draft_along()
    {
        await _window.AskAsync("one");
        await _window.FinishedAsync();
        await _window.Field.FillAsync("draft of the first");
        await _window.Page.EvaluateAsync("() => Blazor.navigateTo('/')");
        await _window.Page.Locator(".greeting").WaitForAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.Field.FillAsync("new");

        await _window.Page.GoBackAsync();
        await Expect(_window.Field).ToHaveValueAsync("draft of the first");
        await _window.Page.GoForwardAsync();
        await Expect(_window.Field).ToHaveValueAsync("new");
    }

    [Fact]
    public async Task What_is_written_while_a_new_chat_gets_its_address_stays_in_the_field()
    {
        await _window.Field.FillAsync("half a thought");
        await _window.Page.GetByRole(AriaRole.Button, new() { Name = "Explain a rainbow" }).ClickAsync();
        await _window.FinishedAsync();
        await Expect(_window.Field).ToHaveValueAsync("half a thought");

        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("half a thought");
        await _window.Page.GotoAsync(_app.Address);
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Two_tabs_do_not_fight_and_a_closed_one_loses_nothing()
    {
        var other = await _window.Page.Context.NewPageAsync();
        await other.GotoAsync(_app.Address);
        await other.Locator("#message[data-ready]").WaitForAsync();
        await _window.Field.FillAsync("of the first tab");
        await other.Locator("#message").FillAsync("of the second tab");
        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await other.ReloadAsync();
        await Expect(_window.Field).ToHaveValueAsync("of the first tab");
        await Expect(other.Locator("#message")).ToHaveValueAsync("of the second tab");

        await other.CloseAsync(new() { RunBeforeUnload = true });
        var third = await _window.Page.Context.NewPageAsync();
        await third.GotoAsync(_app.Address);
        await Expect(third.Locator("#message")).ToHaveValueAsync("of the second tab");
    }

    [Fact]
    public async Task An_edit_that_was_begun_is_there_again_after_a_reload()
    {
        await _window.AskAsync("one");
        await _window.FinishedAsync();
        var edit = _window.Page.Locator("[data-edit]");
        await edit.ClickAsync();
        await _window.Page.Locator(".editor textarea[data-ready]").FillAsync("half edited");
        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await edit.ClickAsync();

        await Expect(_window.Page.Locator(".editor textarea")).ToHaveValueAsync("half edited");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
