using ChatBot.Inference.Models;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class PageTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(question => question switch
    {
        "endless" => Scripts.Endless(),
        "model" => throw new ModelUnavailableException(new("tiny/model.onnx", "The file is missing.", "Copy it again.")),
        "attack" => Scripts.Play("<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>\n\n[x](javascript:window.hurt=1)\n\n![p](https://elsewhere.example/p.png)\n"),
        "code" => Scripts.Play($"```csharp\nvar words = new[] {{ {string.Join(", ", Enumerable.Range(0, 40))} }};\n```\n"),
        "letter by letter" => Scripts.Play(Scripts.Tour, 1, 12),
        _ => Scripts.Play(Scripts.Tour),
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_whole_answer_with_every_kind_of_block_raises_no_complaint()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("tour");
        await window.FinishedAsync();

        foreach (var part in new[] { "h2", "ol ul", "blockquote", ".code .tok-keyword", ".table table", ".task-list-item input", ".footnotes", "a[target=_blank]" })
            await Assertions.Expect(window.LastAnswer.Locator(part)).Not.ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Text_comes_piece_by_piece_and_not_all_at_once()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("endless");
        var lengths = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            await window.Page.WaitForFunctionAsync(
                $"() => (document.querySelector('.prose')?.textContent.length ?? 0) > {lengths.LastOrDefault()}");
            lengths.Add((await window.LastAnswer.TextContentAsync())!.Length);
        }

        await window.Stop.ClickAsync();
        await window.FinishedAsync("Stopped");
        Assert.Equal(lengths.Distinct().Order(), lengths);
    }

    [Fact]
    public async Task An_answer_that_attacks_the_page_hurts_nobody()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        var foreign = new List<string>();
        window.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_app.Address, StringComparison.Ordinal)) foreign.Add(request.Url);
        };
        await window.AskAsync("attack");
        await window.FinishedAsync();

        Assert.False(await window.Page.EvaluateAsync<bool>("() => 'hurt' in window"));
        Assert.Empty(foreign);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_model_that_is_missing_is_told_in_the_message_and_the_page_goes_on()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("model");
        await window.FinishedAsync("Failed");
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("The file is missing. Copy it again.");

        await window.LastAnswer.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(window.LastAnswer.Locator(".branches")).ToContainTextAsync("2 / 2"); // the first one had failed too
        await window.FinishedAsync("Failed");
        await window.AskAsync("tour");
        await window.FinishedAsync();
        await Assertions.Expect(window.Answers).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Two_browsers_at_once_both_get_whole_answers()
    {
        await using var one = await ChatWindow.OpenAsync(chromium, _app);
        await using var two = await ChatWindow.OpenAsync(chromium, _app);
        await Task.WhenAll(one.AskAsync("tour"), two.AskAsync("tour"));
        await Task.WhenAll(one.FinishedAsync(), two.FinishedAsync());

        var texts = await Task.WhenAll(one.LastAnswer.Locator(".prose").InnerTextAsync(), two.LastAnswer.Locator(".prose").InnerTextAsync());
        Assert.Equal(texts[0], texts[1]);
        Assert.Contains("Descartes explained it in 1637.", texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_takes_the_source_of_a_message_and_the_text_of_a_code_block()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await window.AskAsync("tour");
        await window.FinishedAsync();

        await window.LastAnswer.GetByRole(AriaRole.Button, new() { Name = "Copy answer" }).ClickAsync();
        await window.LastAnswer.Locator("[data-copied=yes]").WaitForAsync();
        Assert.Equal(Scripts.Tour, await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));

        await window.LastAnswer.Locator("button.code-copy").ClickAsync();
        await window.LastAnswer.Locator(".code-copy[data-copied=yes]").WaitForAsync();
        Assert.StartsWith("def angle", await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_lines_of_code_wrap_where_that_is_wanted_and_stay_so()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ViewportSize = new() { Width = 360, Height = 700 } });
        await window.AskAsync("code");
        await window.FinishedAsync();
        const string Fits = "() => { const e = document.querySelector('.answer pre'); return e && e.scrollWidth <= e.clientWidth; }";
        var code = window.LastAnswer.Locator("pre").First;
        Assert.True(await code.EvaluateAsync<bool>("e => e.scrollWidth > e.clientWidth"));

        await window.LastAnswer.GetByRole(AriaRole.Button, new() { Name = "Wrap lines" }).First.ClickAsync();
        await window.Page.WaitForFunctionAsync(Fits);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.Page.WaitForFunctionAsync(Fits);
        await window.LastAnswer.GetByRole(AriaRole.Button, new() { Name = "Do not wrap" }).First.ClickAsync();
        Assert.True(await code.EvaluateAsync<bool>("e => e.scrollWidth > e.clientWidth"));
    }

    [Fact]
    public async Task A_new_chat_is_empty_and_the_old_one_is_one_click_away()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("tour");
        await window.FinishedAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).ClickAsync();
        await window.Page.Locator(".greeting").WaitForAsync();
        await Assertions.Expect(window.Answers).ToHaveCountAsync(0);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the previous chat" }).ClickAsync();
        await window.FinishedAsync();
        await Assertions.Expect(window.Page).ToHaveTitleAsync("tour · ChatBot");
    }

    [Fact]
    public async Task The_streamed_page_is_element_for_element_the_page_rendered_at_once()
    {
        // Blazor ticks a box by its property and not by its attribute.
        const string Elements =
            "() => document.querySelector('.prose').innerHTML.replaceAll(/<!--.*?-->| checked=\"checked\"/g, '').trim()";
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("letter by letter");
        await window.FinishedAsync();
        var streamed = await window.Page.EvaluateAsync<string>(Elements);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the previous chat" }).ClickAsync();
        await window.FinishedAsync();

        Assert.Contains("footnotes", streamed, StringComparison.Ordinal);
        Assert.Equal(await window.Page.EvaluateAsync<string>(Elements), streamed);
    }

    [Fact]
    public async Task A_suggestion_is_asked_with_one_click()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Explain a rainbow" }).ClickAsync();
        await window.FinishedAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    [InlineData(ColorScheme.Dark, true)]
    public async Task Axe_finds_nothing_in_either_theme_idle_or_streaming(ColorScheme scheme, bool streaming)
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        Assert.Empty((await window.Page.RunAxe()).Violations.Select(violation => violation.Id));

        await window.AskAsync("tour");
        await window.FinishedAsync();
        if (streaming)
        {
            await window.AskAsync("endless");
            await window.Page.Locator("li:last-child .prose p").First.WaitForAsync();
        }
        else
        {
            // A failure, a question that is written anew, and a message with its Undo.
            await window.AskAsync("model");
            await window.FinishedAsync("Failed");
            await window.Page.Locator("[data-edit]").Last.ClickAsync();
            await window.Page.Locator(".editor textarea[data-ready]").WaitForAsync();
            await window.Page.Locator("[data-delete]").First.ClickAsync();
            await window.Page.Locator(".toast").WaitForAsync();
        }

        Assert.Empty((await window.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public async Task On_the_smallest_phone_the_language_is_written_out_and_no_keys_are_offered(string locale)
    {
        await using var window = await ChatWindow.OpenAsync(
            chromium, _app, new() { ViewportSize = new() { Width = 320, Height = 568 }, HasTouch = true, IsMobile = true, Locale = locale });
        await window.Page.Locator(".bar [data-toggle-sidebar]").ClickAsync();
        await Assertions.Expect(window.Page.Locator(".sidebar select[name=language]")).ToBeVisibleAsync();

        Assert.Empty(await window.Page.Locator(".sidebar select[name=language]").EvaluateAsync<string[]>(
            """
            select => {
              const style = getComputedStyle(select);
              const pen = document.createElement('canvas').getContext('2d');
              pen.font = style.font;
              const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
              return [...select.options].map(option => option.text).filter(text => pen.measureText(text).width > room);
            }
            """));
        await Assertions.Expect(window.Page.Locator("[data-open=shortcuts]")).ToBeHiddenAsync();

        // Nor is a finger asked to drop files.
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".zone button")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^(Choose documents|Dokumente oder Fotos)"));
    }

    [Theory]
    [InlineData(320, 568)]
    [InlineData(375, 700)]
    [InlineData(640, 360)]
    public async Task Nothing_sticks_out_sideways_on_a_small_screen(int width, int height)
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ViewportSize = new() { Width = width, Height = height } });
        Assert.Equal(width, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));

        await window.AskAsync("tour");
        await window.FinishedAsync();
        Assert.Equal(width, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.True(await window.Scroller.EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth"));
        Assert.InRange(await window.Scroller.EvaluateAsync<int>("e => e.clientHeight"), 120, height);
        Assert.True(await window.Send.IsVisibleAsync());
    }
}
