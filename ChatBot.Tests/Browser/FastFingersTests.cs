using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>What is pressed twice, or while the page is busy with something else, on a server that is slow to answer.</summary>
public sealed class FastFingersTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;
    private SlowLine _line = null!;
    private int _asked;

    private IPage Page => _window.Page;

    private ILocator Questions => Page.Locator("[data-kind=question]");

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question =>
        {
            Interlocked.Increment(ref _asked);
            return Scripts.Play($"About {question}.");
        });
        _window = await ChatWindow.OpenAsync(chromium, _app);
        _line = await SlowLine.UnderAsync(_window);
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Enter_pressed_twice_and_Send_pressed_twice_ask_once()
    {
        _line.Hold();
        await _window.AskAsync("one");
        await _window.Field.PressAsync("Enter");
        await _window.Send.EvaluateAsync("button => { button.click(); button.click(); }");
        await AskedAsync(1);
        _line.Release();

        await _window.FinishedAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.AskAsync("two");
        await Expect(Questions).ToHaveCountAsync(2);
        await _window.FinishedAsync();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_is_written_while_a_message_is_on_its_way_stays_in_the_field()
    {
        _line.Hold();
        await _window.AskAsync("one");
        await Page.Keyboard.TypeAsync(" and more");
        await AskedAsync(1);
        _line.Release();

        await _window.FinishedAsync();
        await Expect(_window.Field).ToHaveValueAsync(" and more");
    }

    [Fact]
    public async Task A_message_whose_receipt_is_lost_with_the_connection_is_asked_once_and_leaves_the_field()
    {
        _line.Hold();
        await _window.AskAsync("one");
        await AskedAsync(1);
        await _line.BreakAsync();

        await Expect(Questions).ToHaveCountAsync(1);
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.FinishedAsync();
        await Expect(Page.Locator(".place .notice")).ToBeEmptyAsync();
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_message_that_is_lost_with_the_connection_is_sent_once_more()
    {
        _line.Lose();
        await _window.AskAsync("one");
        await _line.BreakAsync();

        await Expect(Questions).ToHaveCountAsync(1);
        await _window.FinishedAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_title_can_be_written_while_the_list_of_chats_changes()
    {
        await _window.AskAsync("one");
        await _window.FinishedAsync();
        await using var other = await ChatWindow.OpenAsync(Page, _app.Address);
        var row = Page.Locator(".sidebar .row");
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).ClickAsync();
        await Expect(Page.Locator(".rename")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Fruit");

        await other.AskAsync("two");
        await other.FinishedAsync();
        await Expect(other.Page.Locator(".sidebar .row")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".rename")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(" of autumn");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(row).ToHaveTextAsync(["two", "Fruit of autumn"]);
    }

    // The server has the question; the page may not know it yet.
    private async Task AskedAsync(int times)
    {
        while (Volatile.Read(ref _asked) < times) await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
