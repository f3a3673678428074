using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class ConnectionTests(Chromium chromium)
{
    [Fact]
    public async Task A_server_that_goes_away_is_told_kindly_and_nothing_on_the_page_is_lost()
    {
        var app = await RunningApp.StartAsync(_ => Scripts.Play("The answer."));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("question");
        await window.FinishedAsync();
        await window.Field.FillAsync("half a thought");
        await app.DisposeAsync();

        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("The answer.");
        await window.Field.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator(".notice")).ToContainTextAsync("Your message stays here");
        Assert.Equal("half a thought", await window.Field.InputValueAsync());
    }

    [Fact]
    public async Task An_answer_goes_on_while_the_connection_is_away_and_is_whole_when_it_is_back()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(string.Concat(Enumerable.Range(0, 400).Select(i => $"w{i} ")), 12, 15));
        await using var window = await ChatWindow.OpenAsync(chromium, app);

        // Every socket of this page, so that a test can cut it.
        await window.Page.AddInitScriptAsync(
            "const Real = WebSocket; window.sockets = []; window.WebSocket = class extends Real { constructor(...a) { super(...a); window.sockets.push(this); } };");
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.AskAsync("question");
        for (var i = 0; i < 3; i++)
        {
            await window.Page.WaitForFunctionAsync($"() => document.querySelector('.prose')?.textContent.length > {100 + (i * 300)}");
            await window.Page.EvaluateAsync("() => window.sockets.at(-1).close()");
        }

        await window.FinishedAsync();
        var expected = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"w{i}"));
        Assert.Equal(expected, (await window.LastAnswer.Locator(".prose").InnerTextAsync()).Trim());
        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_new_chat_in_Masked_mode_is_in_it_from_the_first_paint_on_after_a_restart_and_a_reload()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play("The answer."));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.Page.AddInitScriptAsync(
            """
            window.modes = new Set();
            new MutationObserver(() => { const mode = document.querySelector('.modes input:checked'); if (mode) window.modes.add(mode.value); })
              .observe(document, { childList: true, subtree: true });
            """);
        await ChooseAsync("Masked");
        await window.Field.FillAsync("half a thought");
        await window.Page.EvaluateAsync("() => { window.isOld = true; }");
        var address = await app.GoAwayAsync();
        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await app.ComeBackAsync(address);
        await window.Page.WaitForFunctionAsync("() => window.isOld !== true");
        await ShowsMaskedAsync();
        await window.Page.ReloadAsync();
        await ShowsMaskedAsync();

        await ChooseAsync("Auto");
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        Assert.Equal(["Auto"], await window.Page.EvaluateAsync<string[]>("() => [...window.modes]"));
        Assert.Equal($"{address}/", window.Page.Url);

        async Task ChooseAsync(string mode)
        {
            await window.Page.Locator(".modes label", new() { HasText = mode }).ClickAsync();
            await Assertions.Expect(window.Field).ToHaveAttributeAsync("data-mode", mode.ToLowerInvariant());
        }

        async Task ShowsMaskedAsync()
        {
            await window.ConnectedAsync();
            await Assertions.Expect(window.Field).ToHaveValueAsync("half a thought");
            Assert.Equal(["Masked"], await window.Page.EvaluateAsync<string[]>("() => [...window.modes]"));
        }
    }

    [Fact]
    public async Task A_new_chat_that_follows_a_Masked_one_is_Masked_still_after_a_reload_and_one_in_another_tab_is_Auto()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play("The answer."));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("question");
        await window.FinishedAsync();
        await window.Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await window.Page.Locator("button.tool[data-attach]").WaitForAsync();
        await window.Page.Locator(".sidebar a.fresh").ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync($"{app.Address}/?mode=masked");
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await Assertions.Expect(window.Page.Locator(".modes input[value=Masked]")).ToBeCheckedAsync();
        await Assertions.Expect(window.Page.Locator(".messages")).ToHaveCountAsync(0);

        await window.Page.GoBackAsync();
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("The answer.");
        await window.Page.GoForwardAsync();
        await Assertions.Expect(window.LastAnswer).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page).ToHaveURLAsync($"{app.Address}/?mode=masked");

        await using var other = await ChatWindow.OpenAsync(window.Page, app.Address);
        await Assertions.Expect(other.Page.Locator(".modes input[value=Auto]")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task After_a_restart_the_page_loads_its_chat_again_by_itself_and_the_draft_is_still_there()
    {
        await using var app = await RunningApp.StartAsync(question => question == "endless" ? Scripts.Endless() : Scripts.Play("The answer."));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("endless");
        await window.LastAnswer.Locator(".prose p").Nth(3).WaitForAsync();
        await window.Field.FillAsync("half a thought");
        var address = await app.GoAwayAsync();
        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await app.ComeBackAsync(address);

        await window.FinishedAsync("Interrupted");
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("What had come is kept.");
        await Assertions.Expect(window.LastAnswer.Locator(".prose p").Nth(3)).ToBeVisibleAsync();
        await window.ConnectedAsync();
        await Assertions.Expect(window.Field).ToHaveValueAsync("half a thought");
        await window.Field.PressAsync("Enter");
        await window.FinishedAsync();
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("The answer.");
    }
}
