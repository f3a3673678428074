using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>What can be done with a message: edit, ask again, continue, move between versions, delete and take that back.</summary>
public sealed class TurningPointTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;
    private int _count;

    public async ValueTask InitializeAsync()
    {
        // To continue an answer is to be asked with its own beginning.
        _app = await RunningApp.StartAsync(question => question == "go on" || question.Contains("goes on and on", StringComparison.Ordinal)
            ? Scripts.Endless()
            : Scripts.Play($"Answer {Interlocked.Increment(ref _count)} to {question}."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await _window.AskAsync("one");
        await _window.FinishedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_edited_question_makes_a_version_and_the_arrows_lead_back_and_forth_by_keyboard_alone()
    {
        await Questions.First.HoverAsync();
        await Edit.ClickAsync();
        await Expect(Editor).ToBeFocusedAsync();
        await Expect(Editor).ToHaveValueAsync("one");
        await Editor.FillAsync("two");
        await Editor.PressAsync("Enter");
        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("two");
        await _window.FinishedAsync();
        await Expect(_window.LastAnswer).ToContainTextAsync("Answer 2 to two.");
        await Expect(Count(Questions.First)).ToHaveTextAsync("2 / 2");
        await Expect(Edit).ToBeFocusedAsync();

        await Questions.First.Locator("[data-branch='-1']").FocusAsync();
        await _window.Page.Keyboard.PressAsync("Enter");
        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("one");
        await Expect(_window.LastAnswer).ToContainTextAsync("Answer 1 to one.");
        await Expect(Questions.First.Locator("[data-branch='-1']")).ToBeFocusedAsync();

        await Questions.First.Locator("[data-branch='1']").FocusAsync();
        await _window.Page.Keyboard.PressAsync("Enter");
        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("two");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Escape_leaves_a_question_as_it_was_and_the_button_has_the_focus_again()
    {
        await Questions.First.HoverAsync();
        await Edit.ClickAsync();
        await Editor.FillAsync("something else");
        await Editor.DispatchEventAsync("keydown", new { key = "Escape", isComposing = true });
        await Expect(Editor).ToBeVisibleAsync();
        await Editor.PressAsync("Shift+Enter");
        await Expect(Editor).ToHaveValueAsync("something else\n");
        await Editor.PressAsync("Escape");

        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("one");
        await Expect(Edit).ToBeFocusedAsync();
        await Edit.ClickAsync();
        await Expect(Editor).ToHaveValueAsync("one");
        Assert.Equal(1, await _window.Answers.CountAsync());
    }

    [Fact]
    public async Task An_answer_asked_for_again_stands_beside_the_first()
    {
        await _window.LastAnswer.Locator("[data-again]").ClickAsync();
        await Expect(_window.LastAnswer).ToContainTextAsync("Answer 2 to one.");
        await _window.FinishedAsync();
        await Expect(Count(_window.LastAnswer)).ToHaveTextAsync("2 / 2");

        await _window.LastAnswer.Locator("[data-branch='-1']").ClickAsync();
        await Expect(_window.LastAnswer).ToContainTextAsync("Answer 1 to one.");
        await Expect(Count(_window.LastAnswer)).ToHaveTextAsync("1 / 2");
    }

    [Fact]
    public async Task A_stopped_answer_goes_on_where_it_ended()
    {
        await _window.AskAsync("go on");
        await _window.LastAnswer.Locator(".prose p").Nth(2).WaitForAsync();
        await _window.Stop.ClickAsync();
        await _window.FinishedAsync("Stopped");
        var before = await _window.LastAnswer.Locator(".prose > p").CountAsync();

        await _window.LastAnswer.Locator("[data-continue]").ClickAsync();
        await Expect(_window.LastAnswer.Locator(".prose > p").Nth(before + 1)).ToBeVisibleAsync();
        Assert.Equal(2, await _window.Answers.CountAsync());
        await _window.Stop.ClickAsync();
        await _window.FinishedAsync("Stopped");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task A_deleted_turn_comes_back_with_one_press()
    {
        await _window.AskAsync("two");
        await _window.FinishedAsync();
        await Questions.First.HoverAsync();
        await Questions.First.Locator("[data-delete]").ClickAsync();
        await Expect(Questions).ToHaveCountAsync(1);
        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("two");

        await _window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Questions).ToHaveCountAsync(2);
        await Expect(Questions.First.Locator(".bubble")).ToHaveTextAsync("one");
        await Expect(_window.Page.Locator(".toast")).ToHaveCountAsync(0);
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Every_control_of_a_message_is_reached_with_the_tab_key_and_seen_when_it_has_the_focus()
    {
        await _window.Scroller.FocusAsync();
        var names = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await _window.Page.Keyboard.PressAsync("Tab");
            var name = await _window.Page.EvaluateAsync<string?>("() => document.activeElement.closest('[data-message]') && document.activeElement.ariaLabel");
            if (name is null) break;
            names.Add(name);
            await _window.Page.WaitForFunctionAsync("() => getComputedStyle(document.activeElement).opacity === '1' && getComputedStyle(document.activeElement.closest('.tools')).opacity === '1'");
        }

        Assert.Equal(["Delete question and answer", "Edit question", "Copy question", "Copy answer", "Answer again"], names);
    }

    private ILocator Questions => _window.Page.Locator(".question");

    private ILocator Edit => Questions.First.Locator("[data-edit]");

    private ILocator Editor => Questions.First.Locator(".editor textarea");

    private static ILocator Count(ILocator message) => message.Locator(".branches .count [aria-hidden]");

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
