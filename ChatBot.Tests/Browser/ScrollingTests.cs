using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class ScrollingTests(Chromium chromium) : IAsyncLifetime
{
    private const string Distance = "e => e.scrollHeight - e.clientHeight - e.scrollTop";
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(_ => Scripts.Endless());
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await _window.AskAsync("go on");
        await _window.Page.WaitForFunctionAsync("() => document.querySelector('.scroller')?.scrollTop > 200");
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_text_stays_in_sight()
    {
        // Looks at the moment before each frame is painted, after the page's own observer: what a reader would see.
        var furthest = await _window.Scroller.EvaluateAsync<double>(
            $$"""
            e => new Promise(done => {
              const distance = {{Distance}};
              let frames = 0, furthest = 0;
              new ResizeObserver(() => {
                furthest = Math.max(furthest, distance(e));
                if (++frames === 12) done(furthest);
              }).observe(e.firstElementChild);
            })
            """);

        Assert.InRange(furthest, 0, 5);
        await Assertions.Expect(Latest).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_slightest_turn_of_the_wheel_lets_go_and_nothing_moves_the_reader()
    {
        await _window.Scroller.HoverAsync();
        await _window.Page.Mouse.WheelAsync(0, -12);
        await Latest.WaitForAsync(); // the text has grown by more than that since
        await _window.StillAsync();
        var place = await TopAsync();
        await GrowsAsync(300);

        Assert.Equal(place, await TopAsync());
        await Assertions.Expect(Latest).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Latest_takes_the_reader_back_and_follows_again()
    {
        await _window.Scroller.HoverAsync();
        await _window.Page.Mouse.WheelAsync(0, -400);
        await Latest.WaitForAsync();
        await Latest.ClickAsync();
        await Latest.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        // It grows all the while: a busy browser may be behind by a line for a moment.
        var height = await _window.Scroller.EvaluateAsync<double>("e => e.scrollHeight");
        await _window.Page.WaitForFunctionAsync(
            $"() => {{ const e = document.querySelector('.scroller'); return e.scrollHeight > {height} && ({Distance})(e) <= 5; }}");
    }

    [Fact]
    public async Task The_keyboard_lets_go_too()
    {
        await _window.Scroller.FocusAsync();
        await _window.Page.Keyboard.PressAsync("PageUp");
        await Latest.WaitForAsync();
        await _window.StillAsync();
        var place = await TopAsync();
        await GrowsAsync(200);

        Assert.Equal(place, await TopAsync());
    }

    [Fact]
    public async Task A_selection_in_finished_text_survives_what_comes_after()
    {
        await _window.Page.EvaluateAsync("() => getSelection().selectAllChildren(document.querySelector('.prose p'))");
        var selected = await SelectionAsync();
        await GrowsAsync(300);

        Assert.StartsWith("Line 1 of", selected, StringComparison.Ordinal);
        Assert.Equal(selected, await SelectionAsync());
    }

    [Fact]
    public async Task A_selection_that_is_being_made_and_was_made_is_not_pulled_away()
    {
        var list = (await _window.Scroller.BoundingBoxAsync())!;
        await _window.Page.Mouse.MoveAsync(list.X + (list.Width / 2), list.Y + (list.Height / 2));
        await _window.Page.Mouse.DownAsync();
        var place = await TopAsync();
        await GrowsAsync(200);
        Assert.Equal(place, await TopAsync());

        // Over several lines, which do not move now: wherever they are, words are among them.
        await _window.Page.Mouse.MoveAsync(list.X + (list.Width / 2), list.Y + (list.Height / 2) - 120, new() { Steps = 5 });
        await _window.Page.Mouse.UpAsync();
        var selected = await SelectionAsync();
        await GrowsAsync(200);

        Assert.NotEmpty(selected);
        Assert.Equal(selected, await SelectionAsync());
        Assert.Equal(place, await TopAsync());
        await Assertions.Expect(Latest).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("document.querySelector('.prose > p').style.paddingBottom = '333px'")]
    [InlineData("document.querySelector('.prose > p').remove()")]
    [InlineData("document.querySelector('.scroller').style.flex = '0 0 420px'")]
    [InlineData("document.querySelector('.dock').style.paddingTop = '90px'")]
    public async Task The_line_that_is_read_stays_where_it_is_whatever_settles_around_it(string change)
    {
        await _window.Scroller.HoverAsync();
        await _window.Page.Mouse.WheelAsync(0, -160);
        await Latest.WaitForAsync();
        await _window.StillAsync();
        var moved = await _window.Page.EvaluateAsync<double>(
            $$"""
            () => new Promise(done => {
              const scroller = document.querySelector('.scroller');
              const sight = scroller.getBoundingClientRect().top;
              const line = [...document.querySelectorAll('.prose > p')].find(p => p.getBoundingClientRect().top >= sight);
              const at = line.getBoundingClientRect().top;
              {{change}};
              requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(line.getBoundingClientRect().top - at), 50)));
            })
            """);

        Assert.InRange(moved, -1, 1);
    }

    [Theory]
    [InlineData("document.querySelector('.scroller').style.flex = '0 0 420px'")]
    [InlineData("document.querySelector('.dock').style.paddingTop = '120px'")]
    [InlineData("document.querySelector('.prose > p').style.paddingBottom = '333px'")]
    public async Task At_the_bottom_the_newest_text_stays_in_sight_whatever_settles(string change)
    {
        await _window.Page.EvaluateAsync($"() => {{ {change}; }}");
        await GrowsAsync(100);

        await _window.Page.WaitForFunctionAsync($"() => ({Distance})(document.querySelector('.scroller')) <= 5");
        await Assertions.Expect(Latest).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Finished_blocks_are_never_touched_again()
    {
        await _window.Page.EvaluateAsync(
            """
            () => {
              window.touched = 0;
              const finished = [...document.querySelectorAll('.prose > p')].slice(0, -2);
              const observer = new MutationObserver(records => { window.touched += records.length; });
              for (const block of finished) observer.observe(block, { attributes: true, characterData: true, childList: true, subtree: true });
            }
            """);
        await GrowsAsync(300);

        Assert.Equal(0, await _window.Page.EvaluateAsync<int>("() => window.touched"));
    }

    private async Task GrowsAsync(int pixels)
    {
        var height = await _window.Scroller.EvaluateAsync<double>("e => e.scrollHeight");
        await _window.Page.WaitForFunctionAsync($"() => document.querySelector('.scroller').scrollHeight > {height} + {pixels}");
    }

    private ILocator Latest => _window.Page.Locator("button.latest");

    private Task<double> TopAsync() => _window.Scroller.EvaluateAsync<double>("e => e.scrollTop");

    private Task<string> SelectionAsync() => _window.Page.EvaluateAsync<string>("() => getSelection().toString()");
}
