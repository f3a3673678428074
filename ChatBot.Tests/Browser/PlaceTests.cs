using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>The reader's place in a chat, over reloads, restarts of the server and the browser's own buttons.</summary>
public sealed class PlaceTests(Chromium chromium) : IAsyncLifetime
{
    // The message that is read, and where it begins.
    private const string Place =
        """
        () => {
          const scroller = document.querySelector('.scroller'), top = scroller.getBoundingClientRect().top;
          const message = [...scroller.querySelectorAll('[data-message]')].find(message => message.getBoundingClientRect().bottom > top + 1);
          return `${message.textContent.trim().slice(0, 14)} at ${Math.round((message.getBoundingClientRect().top - top) / 4)}`;
        }
        """;

    private const string Distance = "() => { const e = document.querySelector('.scroller'); return e.scrollHeight - e.clientHeight - e.scrollTop; }";

    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    private IPage Page => _window.Page;

    private ILocator Links => Page.Locator(".sidebar .row").GetByRole(AriaRole.Link);

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(_ => Scripts.Play("The answer."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_page_comes_back_where_its_reader_was()
    {
        await Seeds.OpenChatAsync(_app, _window, 90);
        await ReadyAsync();
        await GoUpToAsync(30);
        var place = await Page.EvaluateAsync<string>(Place);
        await Page.EvaluateAsync("() => { window.isOld = true; }");
        var address = await _app.GoAwayAsync();
        await Expect(Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await _app.ComeBackAsync(address);
        await Page.WaitForFunctionAsync("() => !window.isOld");
        await ReadyAsync();

        await ReadsAsync(place);
        await Expect(Page.Locator("button.latest")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_a_reload_in_mid_answer_who_read_on_reads_on_and_who_followed_follows()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Endless());
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("go on");
        await window.Page.WaitForFunctionAsync("() => document.querySelector('.scroller')?.scrollTop > 300");
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.Page.WaitForFunctionAsync($"() => document.querySelector('.scroller[data-ready]') && ({Distance})() <= 5");

        await window.Scroller.HoverAsync();
        await window.Page.Mouse.WheelAsync(0, -200);
        await window.Page.Locator("button.latest").WaitForAsync();
        await window.StillAsync();
        var top = await window.Scroller.EvaluateAsync<double>("e => e.scrollTop");
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.Page.Locator(".scroller[data-ready]").WaitForAsync();
        await window.Page.Locator("button.latest").WaitForAsync();

        await window.Page.WaitForFunctionAsync("top => Math.abs(document.querySelector('.scroller').scrollTop - top) <= 2", top);
    }

    [Fact]
    public async Task Back_and_forward_bring_each_chat_with_its_title_its_draft_and_its_place_and_keep_the_focus()
    {
        await Seeds.OpenChatAsync(_app, _window, 40);
        await ReadyAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).First.ClickAsync();
        await _window.AskAsync("other question");
        await _window.FinishedAsync();
        await Links.Filter(new() { HasText = "Question 0" }).ClickAsync();
        await Expect(Page).ToHaveTitleAsync("Question 0: what is it? · ChatBot");
        await ReadyAsync();
        await Page.WaitForFunctionAsync($"() => ({Distance})() <= 5");
        await GoUpToAsync(32);
        var place = await Page.EvaluateAsync<string>(Place);
        await _window.Field.FillAsync("draft of the first");

        await Links.Filter(new() { HasText = "other question" }).ClickAsync();
        await Expect(Page).ToHaveTitleAsync("other question · ChatBot");
        await Expect(_window.Field).ToHaveValueAsync("");
        await _window.Field.FillAsync("draft of the other");

        await Page.GoBackAsync();
        await Expect(Page).ToHaveTitleAsync("Question 0: what is it? · ChatBot");
        await Expect(_window.Field).ToHaveValueAsync("draft of the first");
        await Expect(_window.Field).ToBeFocusedAsync();
        await Expect(Page.Locator(".sidebar [aria-current=page]")).ToContainTextAsync("Question 0");
        await ReadyAsync();
        await ReadsAsync(place);

        await Page.GoForwardAsync();
        await Expect(Page).ToHaveTitleAsync("other question · ChatBot");
        await Expect(_window.Field).ToHaveValueAsync("draft of the other");
        await Expect(_window.LastAnswer).ToContainTextAsync("The answer.");

        await Links.Filter(new() { HasText = "Question 0" }).ClickAsync();
        await Expect(Page).ToHaveTitleAsync("Question 0: what is it? · ChatBot");
        await ReadyAsync();
        await Page.WaitForFunctionAsync($"() => ({Distance})() <= 5");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Back_from_a_first_question_leads_to_the_page_before_it()
    {
        await _window.AskAsync("first");
        await _window.FinishedAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).First.ClickAsync();
        await Expect(Page.Locator("main[data-empty]")).ToBeVisibleAsync();
        await Page.GoBackAsync();
        await Expect(_window.LastAnswer).ToContainTextAsync("The answer.");
        await Page.GoForwardAsync();
        await Expect(Page.Locator("main[data-empty]")).ToBeVisibleAsync();
        await Expect(Page).ToHaveTitleAsync("ChatBot");
    }

    private Task ReadyAsync() => Page.Locator(".scroller[data-ready]").WaitForAsync();

    private async Task GoUpToAsync(int message)
    {
        var question = Page.Locator($"[data-kind=question]:has-text('Question {message.ToString(CultureInfo.InvariantCulture)}:')");
        await _window.Scroller.HoverAsync();
        for (var i = 0; i < 200 && !await IsInSightAsync(question); i++)
        {
            await Page.Mouse.WheelAsync(0, -250);
            await Page.WaitForTimeoutAsync(40);
        }

        await _window.StillAsync();
    }

    private async Task ReadsAsync(string place) => await Page.WaitForFunctionAsync($"place => ({Place})() === place", place);

    private static async Task<bool> IsInSightAsync(ILocator message) =>
        await message.CountAsync() > 0 && await message.First.EvaluateAsync<bool>("e => e.getBoundingClientRect().bottom > 60");
}
