using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class ComposerTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question => question.StartsWith("go on", StringComparison.Ordinal)
            ? Scripts.Endless()
            : Scripts.Play($"{question.Length} characters: {question[..Math.Min(40, question.Length)]}"));
        _window = await ChatWindow.OpenAsync(chromium, _app);
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Enter_sends_and_the_field_is_empty_and_focused_again()
    {
        await _window.AskAsync("hello");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.Field).ToHaveValueAsync("");
        await Assertions.Expect(_window.Field).ToBeFocusedAsync();
        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("5 characters: hello");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Shift_and_Enter_begin_a_new_line()
    {
        await _window.Field.PressSequentiallyAsync("one");
        await _window.Field.PressAsync("Shift+Enter");
        await _window.Field.PressSequentiallyAsync("two");

        Assert.Equal("one\ntwo", await _window.Field.InputValueAsync());
        Assert.Equal(0, await _window.Answers.CountAsync());
    }

    [Theory]
    [InlineData("{ key: 'Enter', isComposing: true }")]
    [InlineData("{ key: 'Enter', keyCode: 229 }")]
    public async Task Enter_in_an_input_method_never_sends(string init)
    {
        await _window.Field.FillAsync("にほんご");
        await _window.Field.EvaluateAsync($"e => e.dispatchEvent(new KeyboardEvent('keydown', {{ bubbles: true, cancelable: true, ...{init} }}))");
        await _window.Page.WaitForTimeoutAsync(300);

        Assert.Equal("にほんご", await _window.Field.InputValueAsync());
        Assert.Equal(0, await _window.Answers.CountAsync());
    }

    [Fact]
    public async Task The_Enter_that_ends_a_composition_chooses_a_word_and_the_next_one_sends()
    {
        await _window.Field.FocusAsync();
        var tools = await _window.Page.Context.NewCDPSessionAsync(_window.Page);
        await tools.SendAsync("Input.imeSetComposition", new() { ["text"] = "にほんご", ["selectionStart"] = 4, ["selectionEnd"] = 4 });
        await _window.Page.EvaluateAsync("() => { window.composing = []; addEventListener('keydown', event => window.composing.push(event.isComposing)); }");
        foreach (var type in new[] { "rawKeyDown", "keyUp" })
            await tools.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13 });
        await _window.Page.WaitForTimeoutAsync(300);

        Assert.True(Assert.Single(await _window.Page.EvaluateAsync<bool[]>("() => window.composing")));
        Assert.Equal(0, await _window.Answers.CountAsync());

        await tools.SendAsync("Input.insertText", new() { ["text"] = "日本語" });
        await Assertions.Expect(_window.Field).ToHaveValueAsync("日本語");
        await _window.Page.Keyboard.PressAsync("Enter");
        await _window.FinishedAsync();
        await Assertions.Expect(_window.Page.Locator("[data-kind=question]")).ToContainTextAsync("日本語");
    }

    [Fact]
    public async Task Send_is_off_while_there_is_nothing_but_space()
    {
        await Assertions.Expect(_window.Send).ToBeDisabledAsync();
        await _window.Field.FillAsync("x");
        await Assertions.Expect(_window.Send).ToBeEnabledAsync();
        await _window.Field.FillAsync(" \n ");
        await Assertions.Expect(_window.Send).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Two_hundred_keystrokes_send_nothing_to_the_server()
    {
        var before = _window.Calls;
        Assert.True(before > 0);
        await _window.Field.PressSequentiallyAsync(new string('x', 200));
        Assert.Equal(before, _window.Calls);

        await _window.Field.PressAsync("Enter");
        await _window.FinishedAsync();
        Assert.True(_window.Calls > before);
    }

    [Fact]
    public async Task A_message_of_two_hundred_thousand_characters_arrives_whole()
    {
        var text = new string('"', 100_000) + new string('漢', 100_000);
        await _window.Field.FillAsync(text);
        await _window.Send.ClickAsync();
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("200000 characters");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Two_hundred_kilobytes_can_be_pasted_and_sent()
    {
        await _window.Field.EvaluateAsync("e => { e.value = ('0123456789 abcdef '.repeat(27) + '\\n').repeat(421); e.dispatchEvent(new Event('input', { bubbles: true })); e.focus(); }");
        await _window.Page.Keyboard.PressAsync("Control+A");
        await _window.Page.Keyboard.PressAsync("Control+X");
        await Assertions.Expect(_window.Field).ToHaveValueAsync("");
        var before = _window.Calls;
        await _window.Page.Keyboard.PressAsync("Control+V");
        await _window.Page.WaitForFunctionAsync("() => document.querySelector('#message').value.length === 487 * 421");
        Assert.Equal(before, _window.Calls);
        await _window.Page.Keyboard.PressAsync("Enter");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("205025 characters");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task A_longer_message_is_refused_kindly_and_kept()
    {
        await _window.Field.FillAsync(new string('x', 250_001));
        await _window.Send.ClickAsync();

        await Assertions.Expect(_window.Page.Locator(".notice")).ToContainTextAsync("250,001 characters; the most is 250,000");
        Assert.Equal(250_001, (await _window.Field.InputValueAsync()).Length);
        Assert.Equal(0, await _window.Answers.CountAsync());
    }

    [Fact]
    public async Task The_next_question_can_be_written_but_not_sent_while_an_answer_comes()
    {
        await _window.AskAsync("go on");
        await _window.Stop.WaitForAsync();
        await _window.AskAsync("next");

        await Assertions.Expect(_window.Page.Locator(".notice")).ToContainTextAsync("still being written");
        Assert.Equal("next", await _window.Field.InputValueAsync());

        await _window.Stop.ClickAsync();
        await _window.FinishedAsync("Stopped");
        await _window.Field.PressAsync("Enter");
        await _window.FinishedAsync();
        Assert.Equal(2, await _window.Answers.CountAsync());
    }

    [Fact]
    public async Task A_draft_survives_a_reload()
    {
        await _window.Field.FillAsync("half a thought");
        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();

        await Assertions.Expect(_window.Field).ToHaveValueAsync("half a thought");
        await Assertions.Expect(_window.Send).ToBeEnabledAsync();
    }

    [Fact]
    public async Task What_is_typed_before_the_page_is_connected_is_kept()
    {
        await _window.Page.RouteAsync("**/_blazor/**", async route =>
        {
            await Task.Delay(800);
            await route.ContinueAsync();
        });
        await _window.Page.GotoAsync(_app.Address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await _window.Field.PressSequentiallyAsync("early bird");
        await _window.ConnectedAsync();

        await Assertions.Expect(_window.Field).ToHaveValueAsync("early bird");
    }

    [Fact]
    public async Task Enter_pressed_before_the_page_is_connected_sends_once_it_is()
    {
        await _window.Page.RouteAsync("**/_blazor/**", async route =>
        {
            await Task.Delay(800);
            await route.ContinueAsync();
        });
        await _window.Page.GotoAsync(_app.Address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await _window.Field.PressSequentiallyAsync("early bird");
        await _window.Field.PressAsync("Enter");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("10 characters: early bird");
        await Assertions.Expect(_window.Field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task The_field_grows_with_its_text_up_to_a_part_of_the_window()
    {
        var one = (await _window.Field.BoundingBoxAsync())!.Height;
        await _window.Field.FillAsync("1\n2\n3");
        var three = (await _window.Field.BoundingBoxAsync())!.Height;
        await _window.Field.FillAsync(string.Concat(Enumerable.Repeat("line\n", 100)));
        var many = (await _window.Field.BoundingBoxAsync())!.Height;

        Assert.True(three > one + 30);
        Assert.InRange(many, three, (_window.Page.ViewportSize!.Height * 0.4) + 1);
    }
}
