using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>Zoomed in, in the system's own colours, from right to left, with a keyboard on the screen, and with nothing that moves.</summary>
public sealed class EveryoneTests(Chromium chromium) : IAsyncLifetime
{
    private const string Arabic =
        """
        ## كيف يتكوّن قوس قزح؟

        الزاوية تقارب 42 درجة، انظر `angle()` في المثال.

        1. يدخل الضوء إلى القطرة.

        2. ينعكس على جدارها.

        - [ ] لم يتمّ

        > الضوء الأبيض خليط من الألوان.

        | اللون | الطول |
        |---|---|
        | أحمر | 700 nm |

        ```python
        print("a") # تعليق
        ```

        An English paragraph.
        """;

    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    private IPage Page => _window.Page;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(question => question switch
    {
        "arabic" => Scripts.Play(Arabic, 16),
        "endless" => Scripts.Endless(),
        _ => Scripts.Play(Scripts.Tour),
    });

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(640, 400)]
    [InlineData(320, 256)]
    public async Task Zoomed_in_everything_that_opens_can_be_read_and_left(int width, int height)
    {
        // 1280 by 800 and 1280 by 1024 pixels, at 200 % and at 400 %.
        _window = await ChatWindow.OpenAsync(chromium, _app, Sized(width, height));
        await _window.AskAsync("tour");
        await _window.FinishedAsync();
        await Page.Keyboard.PressAsync("Alt+u");
        await Expect(Page.Locator(".editor textarea")).ToBeFocusedAsync();
        await FitsAsync(".editor");
        await Page.Keyboard.PressAsync("Escape");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Settings of this chat" }).ClickAsync();
        await CheckDialogAsync();
        await Page.Keyboard.PressAsync("Control+/");
        await CheckDialogAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" }).ClickAsync();
        await FitsAsync(".sidebar");
        await Page.Locator(".sidebar .row").First.HoverAsync();
        await Page.Locator(".sidebar .row button.more").First.ClickAsync();
        await FitsAsync(".menu:popover-open");
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ScrollIntoViewIfNeededAsync();
        await Expect(Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" })).ToBeInViewportAsync();
        Assert.Equal(width, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task In_forced_colours_what_is_chosen_and_what_has_the_focus_can_be_seen()
    {
        _window = await ChatWindow.OpenAsync(chromium, _app, new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
        await _window.AskAsync("tour");
        await _window.FinishedAsync();

        var highlight = await ColourAsync("Highlight");
        Assert.Equal(highlight, await StyleAsync(".modes label:has(:checked)", "backgroundColor"));
        Assert.NotEqual(highlight, await StyleAsync(".modes label:not(:has(:checked))", "backgroundColor"));
        Assert.Equal(highlight, await StyleAsync(".theme [data-choice=system]", "backgroundColor"));
        await _window.Field.FocusAsync();
        Assert.Equal("solid", await StyleAsync(".card", "outlineStyle"));
        await Page.Keyboard.PressAsync("Tab");
        Assert.Equal("solid", await Page.EvaluateAsync<string>("() => { const at = document.activeElement; return getComputedStyle(at.matches('.visually-hidden') ? at.parentElement : at).outlineStyle; }"));
        await Page.GetByRole(AriaRole.Searchbox).FocusAsync();
        Assert.Equal("solid", await StyleAsync(".search", "outlineStyle"));
        Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task What_is_written_from_right_to_left_stays_on_the_right_with_its_marks_and_code_does_not()
    {
        _window = await ChatWindow.OpenAsync(chromium, _app);
        await _window.AskAsync("arabic");
        await _window.FinishedAsync();

        foreach (var block in new[] { "h2", "ol", "ul", "blockquote", "table" })
            Assert.True(await _window.LastAnswer.Locator(block).EvaluateAsync<bool>("e => e.matches(':dir(rtl)')"), block);
        // The mark of a list and the line of a quotation are on the side where the text begins.
        Assert.True(await _window.LastAnswer.Locator("ol").EvaluateAsync<bool>("e => parseFloat(getComputedStyle(e).paddingRight) > 0 && parseFloat(getComputedStyle(e).paddingLeft) === 0"));
        Assert.True(await _window.LastAnswer.Locator("blockquote").EvaluateAsync<bool>("e => parseFloat(getComputedStyle(e).borderRightWidth) > 0"));
        // The box of a task touches no letter of it.
        Assert.True(await _window.LastAnswer.Locator(".task-list-item").EvaluateAsync<bool>(
            "e => { const text = document.createRange(); text.selectNodeContents(e.lastChild); return text.getBoundingClientRect().right <= e.querySelector('input').getBoundingClientRect().left; }"));
        // A measure keeps its order: the number before the unit.
        Assert.True(await _window.LastAnswer.Locator("td").Nth(1).EvaluateAsync<bool>(
            """
            e => {
              const at = (from, to) => { const range = document.createRange(); range.setStart(e.firstChild, from); range.setEnd(e.firstChild, to); return range.getBoundingClientRect().left; };
              return at(0, 3) < at(4, 6);
            }
            """));
        Assert.Equal("ltr", await _window.LastAnswer.Locator("pre").EvaluateAsync<string>("e => getComputedStyle(e).direction"));
        Assert.Equal("ltr", await _window.LastAnswer.Locator("p code").EvaluateAsync<string>("e => getComputedStyle(e).direction"));
        Assert.True(await _window.LastAnswer.Locator(".prose > p").Last.EvaluateAsync<bool>("e => e.matches(':dir(ltr)')"));

        await _window.Field.FillAsync("ما هو الضوء؟");
        Assert.True(await _window.Field.EvaluateAsync<bool>("e => e.matches(':dir(rtl)')"));
    }

    [Fact]
    public async Task A_keyboard_on_the_screen_leaves_the_field_and_the_last_words_in_sight()
    {
        _window = await ChatWindow.OpenAsync(chromium, _app, Sized(390, 844));
        await _window.AskAsync("tour");
        await _window.FinishedAsync();
        Assert.Contains("interactive-widget=resizes-content", await Page.Locator("meta[name=viewport]").GetAttributeAsync("content"), StringComparison.Ordinal);

        // What that word makes of the keyboard: the page is as high as the keyboard leaves it.
        await _window.Field.FocusAsync();
        await Page.SetViewportSizeAsync(390, 480);
        await Expect(_window.Field).ToBeInViewportAsync();
        await Expect(_window.Send).ToBeInViewportAsync();
        await Page.WaitForFunctionAsync("() => { const e = document.querySelector('.scroller'); return e.scrollHeight - e.clientHeight - e.scrollTop < 2; }");
        Assert.InRange(await _window.Scroller.EvaluateAsync<int>("e => e.clientHeight"), 120, 480);
    }

    [Fact]
    public async Task Nothing_moves_for_long_where_little_motion_is_wanted()
    {
        _window = await ChatWindow.OpenAsync(chromium, _app, new() { ReducedMotion = ReducedMotion.Reduce });
        await _window.AskAsync("endless");
        await Page.Locator(".prose p").First.WaitForAsync();
        await Page.Keyboard.PressAsync("Control+/");

        Assert.Equal(0, await Page.EvaluateAsync<int>(
            "() => document.getAnimations().filter(animation => animation.effect.getComputedTiming().duration > 1 || animation.effect.getComputedTiming().iterations > 1).length"));
    }

    private static BrowserNewContextOptions Sized(int width, int height) =>
        new() { ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce };

    private async Task CheckDialogAsync()
    {
        var dialog = Page.Locator("dialog[open]");
        await Expect(dialog).ToBeVisibleAsync();
        await FitsAsync("dialog[open]");
        Assert.True(await dialog.Locator(".body").EvaluateAsync<bool>("e => e.clientHeight >= 60 && e.scrollWidth <= e.clientWidth"));
        await Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    // Waits, for it may still be on its way to its place.
    private async Task FitsAsync(string selector) => await Page.WaitForFunctionAsync(
        """
        selector => {
          const at = document.querySelector(selector).getBoundingClientRect();
          return at.width > 0 && at.left >= 0 && at.right <= innerWidth && (selector === '.editor' || (at.top >= 0 && at.bottom <= innerHeight));
        }
        """, selector);

    private Task<string> StyleAsync(string selector, string property) => Page.EvaluateAsync<string>(
        "([selector, property]) => getComputedStyle(document.querySelector(selector))[property]", new[] { selector, property });

    private Task<string> ColourAsync(string name) => Page.EvaluateAsync<string>(
        "name => { const probe = document.createElement('i'); probe.style.setProperty('forced-color-adjust', 'none'); probe.style.setProperty('color', name); document.body.append(probe); const colour = getComputedStyle(probe).color; probe.remove(); return colour; }", name);
}
