using System.Globalization;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>One long answer, and everything that happens to a page meanwhile: not a character is missing or doubled at its end.</summary>
public sealed class NothingLostTests(Chromium chromium)
{
    private const int Times = 50;
    private const string CountSockets =
        "const Real = WebSocket; window.sockets = []; window.WebSocket = class extends Real { constructor(...a) { super(...a); window.sockets.push(this); } };";

    private static readonly string Text = string.Join(' ', Enumerable.Range(0, 1_500).Select(i => string.Create(CultureInfo.InvariantCulture, $"w{i}é")));

    [Fact]
    public async Task Reloaded_fifty_times_in_mid_answer_the_page_has_every_character_once()
    {
        var until = new TaskCompletionSource();
        await using var app = await RunningApp.StartAsync(_ => Slowly(until.Task));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("question");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/chat/[0-9a-f]{32}$"));
        for (var i = 0; i < Times; i++)
        {
            await window.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await window.LastAnswer.Locator(".prose").GetByText("w0é").WaitForAsync();
        }

        await window.ConnectedAsync();
        until.SetResult();
        await WholeAsync(window);
    }

    [Fact]
    public async Task Cut_off_fifty_times_in_mid_answer_the_page_has_every_character_once()
    {
        var until = new TaskCompletionSource();
        await using var app = await RunningApp.StartAsync(_ => Slowly(until.Task));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.Page.AddInitScriptAsync(CountSockets);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.AskAsync("question");
        await window.LastAnswer.Locator(".prose").GetByText("w0é").WaitForAsync();
        for (var i = 0; i < Times; i++)
        {
            var count = await window.Page.EvaluateAsync<int>("() => { window.sockets.at(-1).close(); return window.sockets.length; }");
            await window.Page.WaitForFunctionAsync("count => window.sockets.length > count && window.sockets.at(-1).readyState === 1", count);
        }

        until.SetResult();
        await WholeAsync(window);
    }

    [Fact]
    public async Task Two_tabs_show_the_same_chat_and_the_same_running_answer()
    {
        var until = new TaskCompletionSource();
        await using var app = await RunningApp.StartAsync(_ => Slowly(until.Task));
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        await window.AskAsync("question");
        await window.LastAnswer.Locator(".prose").GetByText("w0é").WaitForAsync();
        var other = await window.Page.Context.NewPageAsync();
        await other.GotoAsync(window.Page.Url);
        await other.Locator(".answer .prose").GetByText("w0é").WaitForAsync();
        until.SetResult();
        await WholeAsync(window);

        await other.Locator(".answer[data-phase=Done]").WaitForAsync();
        Assert.Equal(Text, (await other.Locator(".answer .prose").InnerTextAsync()).Trim());
    }

    private static async Task WholeAsync(ChatWindow window)
    {
        await window.FinishedAsync();
        Assert.Equal(1, await window.Answers.CountAsync());
        Assert.Equal(Text, (await window.LastAnswer.Locator(".prose").InnerTextAsync()).Trim());
    }

    /// <summary>Slowly until something has happened, and then to the end.</summary>
    private static async IAsyncEnumerable<string> Slowly(Task happened)
    {
        for (var i = 0; i < Text.Length; i += 7)
        {
            if (!happened.IsCompleted && i > Text.Length / 2)
            {
                // Nothing more before it has: it must happen in mid-answer.
                await happened;
            }

            await Task.Delay(happened.IsCompleted ? 1 : 40);
            yield return Text[i..Math.Min(Text.Length, i + 7)];
        }
    }
}
