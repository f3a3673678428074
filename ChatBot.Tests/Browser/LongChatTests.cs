using ChatBot.Web.Components.Chat;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>A chat of a thousand messages.</summary>
public sealed class LongChatTests(Chromium chromium) : IAsyncLifetime
{
    private const int Count = 1_000;
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(_ => Scripts.Play("A new answer."));
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await Seeds.OpenChatAsync(_app, _window, Count);
        await _window.Page.Locator(".scroller[data-ready]").WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task It_opens_at_its_end_with_few_of_its_messages_on_the_page()
    {
        Assert.InRange(await Messages.CountAsync(), MessageWindow.First, MessageWindow.First + MessageWindow.Step);
        await _window.Page.WaitForFunctionAsync("() => { const e = document.querySelector('.scroller'); return e.scrollHeight - e.clientHeight - e.scrollTop < 2; }");
        await Assertions.Expect(Messages.Last).ToContainTextAsync($"Answer {Count - 1}");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task It_is_printed_whole_and_without_what_is_only_for_the_screen()
    {
        await _window.Page.EvaluateAsync("() => { window.printed = new Promise(done => { window.print = () => done(document.querySelectorAll('[data-message]').length); }); }");
        await _window.Page.Keyboard.PressAsync("Control+p");
        Assert.Equal(Count, await _window.Page.EvaluateAsync<int>("() => window.printed"));

        await _window.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        foreach (var hidden in new[] { ".sidebar", ".bar", ".dock", ".latest", ".cut", ".code-copy >> nth=0", ".messages .tools button >> nth=0" })
            await Assertions.Expect(_window.Page.Locator(hidden)).ToBeHiddenAsync();
        await Assertions.Expect(_window.Page.Locator("h1")).ToHaveCSSAsync("position", "static");
        var look = await _window.Page.EvaluateAsync<string[]>(
            """
            () => {
              const first = document.querySelector('[data-message]');
              return [getComputedStyle(first).contentVisibility, getComputedStyle(document.querySelector('.frame'), '::before').display, getComputedStyle(document.querySelector('.scroller')).overflowY,
                String(document.documentElement.scrollHeight > 100 * innerHeight), getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).color];
            }
            """);
        Assert.Equal(["visible", "none", "visible", "true", "rgb(255, 255, 255)", "rgb(25, 32, 34)"], look);
    }

    [Fact]
    public async Task Every_frame_from_the_first_on_shows_the_end_of_the_chat_and_nothing_else()
    {
        // What stands on the page when a frame is about to be painted: nothing yet, the end of the chat, or something that should not be seen.
        await _window.Page.AddInitScriptAsync(
            """
            window.looks = [];
            const see = () => {
              const scroller = document.querySelector('.scroller');
              const at = scroller ? scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop : null;
              if (document.querySelector('.greeting')) window.looks.push('greeting');
              else if (at !== null && at > 2) window.looks.push('not at the end');
              else if (at !== null && document.querySelector('[data-message]')) {
                window.looks.push('end');
                window.first ??= performance.now();
              }
            };
            // A new observer is called in this frame still, after the page's own and right before the frame is painted.
            const look = () => {
              const last = new ResizeObserver(() => { last.disconnect(); see(); });
              if (document.documentElement) last.observe(document.documentElement);
              requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """);
        await _window.Page.ReloadAsync();
        await _window.Page.Locator(".scroller[data-ready]").WaitForAsync();
        await _window.ConnectedAsync();
        var frames = await _window.Page.EvaluateAsync<int>("() => window.looks.length");
        await _window.Page.WaitForFunctionAsync("frames => window.looks.length > frames + 10", frames);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"A chat of {Count} messages is painted {await _window.Page.EvaluateAsync<double>("() => window.first"):0} ms after its address was entered.");
        Assert.Equal(["end"], await _window.Page.EvaluateAsync<string[]>("() => [...new Set(window.looks)]"));
    }

    [Fact]
    public async Task Earlier_messages_come_as_the_reader_goes_up_and_what_is_read_never_jumps()
    {
        var before = await Messages.CountAsync();

        // Looks at the moment before each frame is painted, after the page's own observer: what a reader would see.
        var jumps = await _window.Page.EvaluateAsync<double>(
            """
            () => new Promise(done => {
              const scroller = document.querySelector('.scroller');
              scroller.scrollTop = 40;
              const sight = scroller.getBoundingClientRect().top;
              const all = () => [...document.querySelectorAll('[data-message]')];
              const read = all().find(e => e.getBoundingClientRect().bottom > sight + 1);
              const [count, at] = [all().length, read.getBoundingClientRect().top];
              let furthest = 0;
              new ResizeObserver(() => {
                furthest = Math.max(furthest, Math.abs(read.getBoundingClientRect().top - at));
                if (all().length > count) requestAnimationFrame(() => requestAnimationFrame(() => done(furthest)));
              }).observe(scroller.firstElementChild);
            })
            """);

        Assert.True(await Messages.CountAsync() > before);
        Assert.InRange(jumps, 0, 1);
    }

    [Fact]
    public async Task The_first_message_can_be_reached_by_keyboard_alone()
    {
        // It may go while the key is pressed, for earlier messages come by themselves too.
        for (var presses = 0; presses < 60 && await _window.Page.EvaluateAsync<bool>("() => { const e = document.querySelector('.earlier'); e.focus(); return !e.hidden; }"); presses++)
        {
            var count = await Messages.CountAsync();
            await _window.Page.Keyboard.PressAsync("Enter");
            await _window.Page.WaitForFunctionAsync($"() => document.querySelector('.earlier').hidden || document.querySelectorAll('[data-message]').length > {count}");
        }

        await Assertions.Expect(Messages).ToHaveCountAsync(Count);
        await Assertions.Expect(Messages.First).ToContainTextAsync("Question 0");
    }

    [Fact]
    public async Task Looking_for_a_word_in_the_page_brings_every_message()
    {
        await _window.Page.Keyboard.PressAsync("Control+f");

        await Assertions.Expect(Messages).ToHaveCountAsync(Count);
    }

    [Fact]
    public async Task Looking_for_a_word_while_earlier_messages_are_on_their_way_brings_every_message_too()
    {
        var line = await SlowLine.UnderAsync(_window);
        await _window.Page.Locator(".scroller[data-ready]").WaitForAsync();
        line.Hold();
        await _window.Scroller.EvaluateAsync("e => { e.scrollTop = 40; }");
        await _window.Page.Locator(".earlier[aria-busy=true]").WaitForAsync();
        await _window.Page.Keyboard.PressAsync("Control+f");
        line.Release();

        await Assertions.Expect(Messages).ToHaveCountAsync(Count);
    }

    [Fact]
    public async Task The_next_question_takes_the_reader_to_its_answer_and_pushes_nothing_off_the_page()
    {
        var before = await Messages.CountAsync();
        await _window.Scroller.HoverAsync();
        await _window.Page.Mouse.WheelAsync(0, -300);
        await _window.AskAsync("one more");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("A new answer.");
        Assert.True(await Messages.CountAsync() >= before + 2);
        await _window.Page.WaitForFunctionAsync("() => { const e = document.querySelector('.scroller'); return e.scrollHeight - e.clientHeight - e.scrollTop < 5; }");
    }

    [Fact]
    public async Task A_question_asked_in_another_tab_comes_to_this_one_and_moves_nobody()
    {
        var other = await _window.Page.Context.NewPageAsync();
        await other.GotoAsync(_window.Page.Url);
        await other.Locator("#message[data-ready]").WaitForAsync();
        await _window.Scroller.EvaluateAsync("e => { e.scrollTop -= 300; }");
        await _window.Page.Locator("button.latest").WaitForAsync();
        await _window.StillAsync();
        await _window.Page.EvaluateAsync(
            """
            () => {
              const sight = document.querySelector('.scroller').getBoundingClientRect().top;
              const read = [...document.querySelectorAll('[data-message]')].find(e => e.getBoundingClientRect().bottom > sight + 1);
              const at = read.getBoundingClientRect().top;
              window.moved = () => Math.abs(read.getBoundingClientRect().top - at);
            }
            """);
        await other.Locator("#message").FillAsync("one more");
        await other.Locator("#message").PressAsync("Enter");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("A new answer.");
        Assert.InRange(await _window.Page.EvaluateAsync<double>("() => window.moved()"), 0, 1);
    }

    private ILocator Messages => _window.Page.Locator("[data-message]");
}
