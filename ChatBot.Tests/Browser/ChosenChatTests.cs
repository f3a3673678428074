using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>Fingers that are faster than the server: what is written behind the choice of a chat belongs to that chat, and to no other.</summary>
public sealed partial class ChosenChatTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;
    private SlowLine _line = null!;

    private IPage Page => _window.Page;

    private ILocator NewChat => Page.Locator(".sidebar").GetByRole(AriaRole.Link, new() { Name = "New chat" });

    private ILocator Questions => Page.Locator("[data-kind=question]");

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question => Scripts.Play($"About {question}."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
        _line = await SlowLine.UnderAsync(_window);
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sent_behind_New_chat_begins_a_new_chat(bool byKey)
    {
        await AskAsync("one");
        var one = Page.Url;
        await _window.Field.FillAsync("draft of the first");

        _line.Hold();
        if (byKey) await Page.Keyboard.PressAsync("Alt+n");
        else await NewChat.ClickAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await Expect(_window.Field).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("two");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".place .notice")).ToContainTextAsync("as soon as the chat is here");
        await Expect(_window.Field).ToHaveValueAsync("two");
        _line.Release();

        await ShowsAsync("two");
        Assert.NotEqual(one, Page.Url);
        await Expect(_window.Field).ToHaveValueAsync("");
        await Expect(Page.Locator(".place .notice")).ToBeEmptyAsync();

        await Link("one").ClickAsync();
        await ShowsAsync("one");
        await Expect(_window.Field).ToHaveValueAsync("draft of the first");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task What_is_sent_behind_a_link_in_the_list_goes_to_that_chat()
    {
        await AskInTwoChatsAsync();
        await _window.Field.FillAsync("draft of the second");

        _line.Hold();
        await Link("one").ClickAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.AskAsync("three");
        _line.Release();

        await ShowsAsync("one", "three");
        await Link("two").ClickAsync();
        await ShowsAsync("two");
        await Expect(_window.Field).ToHaveValueAsync("draft of the second");
    }

    [Fact]
    public async Task What_is_sent_behind_Back_and_Forward_goes_to_the_chat_they_lead_to()
    {
        await AskInTwoChatsAsync();
        await Link("one").ClickAsync();
        await ShowsAsync("one");

        _line.Hold();
        await Page.EvaluateAsync("() => history.back()");
        await Expect(Page).ToHaveTitleAsync("one · ChatBot"); // still
        await Page.WaitForFunctionAsync("() => drafts.trip");
        await _window.AskAsync("three");
        _line.Release();
        await ShowsAsync("two", "three");

        _line.Hold();
        await Page.EvaluateAsync("() => history.forward()");
        await Page.WaitForFunctionAsync("() => drafts.trip");
        await _window.AskAsync("four");
        _line.Release();
        await ShowsAsync("one", "four");
    }

    [Fact]
    public async Task Who_changes_their_mind_on_the_way_arrives_where_they_went_last()
    {
        await AskInTwoChatsAsync();

        _line.Hold();
        await Link("one").ClickAsync();
        await _window.Field.FillAsync("for the first");
        await Link("two").ClickAsync();
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.AskAsync("three");
        _line.Release();
        await ShowsAsync("two", "three");

        await Link("one").ClickAsync();
        await ShowsAsync("one");
        await Expect(_window.Field).ToHaveValueAsync("for the first");
    }

    [Fact]
    public async Task A_new_chat_can_be_begun_before_the_last_one_has_its_address()
    {
        _line.Hold();
        await _window.AskAsync("one");
        await NewChat.ClickAsync();
        await _window.Field.FillAsync("two");
        await _window.Field.PressAsync("Enter");
        _line.Release();

        await ShowsAsync("two");
        await Expect(_window.Field).ToHaveValueAsync("");
        await Expect(Page).ToHaveURLAsync(ChatAddress());
        await Link("one").ClickAsync();
        await ShowsAsync("one");
        await Expect(_window.Field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_chat_that_is_left_while_its_question_is_being_sent_has_no_draft_of_it()
    {
        await AskInTwoChatsAsync();

        _line.Hold();
        await _window.AskAsync("three");
        await Link("one").ClickAsync();
        await _window.Field.FillAsync("for the first");
        _line.Release();
        await ShowsAsync("one");
        await Expect(_window.Field).ToHaveValueAsync("for the first");

        await Link("two").ClickAsync();
        await ShowsAsync("two", "three");
        await Expect(_window.Field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_is_written_for_a_chat_that_is_gone_stays_in_the_field()
    {
        await AskInTwoChatsAsync();
        await using var other = await ChatWindow.OpenAsync(Page, Page.Url);

        _line.Hold();
        await other.Page.Locator(".row", new() { HasText = "one" }).HoverAsync();
        await other.Page.Locator(".row", new() { HasText = "one" }).Locator(".more").ClickAsync();
        await other.Page.Locator("[data-act=delete]").ClickAsync();
        await Expect(other.Page.Locator(".row", new() { HasText = "one" })).ToHaveCountAsync(0);
        await Link("one").ClickAsync();
        await _window.Field.FillAsync("lost?");
        _line.Release();

        await Expect(Page.Locator("main[data-empty]")).ToBeVisibleAsync();
        await Expect(_window.Field).ToHaveValueAsync("lost?");
        await Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Expect(_window.Field).ToHaveValueAsync("lost?");
    }

    [Fact]
    public async Task Without_a_connection_the_chat_stays_and_the_page_says_so()
    {
        await AskInTwoChatsAsync();
        var address = await _app.GoAwayAsync();
        await Expect(Page.Locator("html[data-connection]")).ToBeAttachedAsync();
        await _window.Field.FillAsync("for the second");
        await Link("one").ClickAsync();

        await Expect(Page.Locator(".place .notice")).ToContainTextAsync("Other chats can be opened when it is back");
        await Expect(_window.Field).ToHaveValueAsync("for the second");
        await _app.ComeBackAsync(address);
        await Expect(Page.Locator("html:not([data-connection])")).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await ShowsAsync("two");
        await Expect(_window.Field).ToHaveValueAsync("for the second");
    }

    [Fact]
    public async Task A_choice_that_was_lost_with_the_connection_is_made_again()
    {
        await AskInTwoChatsAsync();

        _line.Lose();
        await Link("one").ClickAsync();
        await _window.AskAsync("three");
        await Expect(_window.Field).ToHaveValueAsync("three");
        await _line.BreakAsync();

        await ShowsAsync("one", "three");
    }

    private async Task AskAsync(string question)
    {
        await _window.AskAsync(question);
        await ShowsAsync(question);
        await Expect(Page).ToHaveURLAsync(ChatAddress());
    }

    private async Task AskInTwoChatsAsync()
    {
        await AskAsync("one");
        await NewChat.ClickAsync();
        await AskAsync("two");
        await Expect(Link("one")).ToBeVisibleAsync();
        await Expect(Link("two")).ToBeVisibleAsync();
    }

    private async Task ShowsAsync(params string[] questions)
    {
        await Expect(Questions).ToHaveTextAsync([.. questions.Select(question => new Regex($"^\\s*{question}\\b"))], new() { Timeout = 60_000 });
        await _window.FinishedAsync();
    }

    private ILocator Link(string title) => Page.Locator(".sidebar .row").GetByRole(AriaRole.Link, new() { Name = title });

    [GeneratedRegex("/chat/[0-9a-f]{32}$")]
    private static partial Regex ChatAddress();
}
