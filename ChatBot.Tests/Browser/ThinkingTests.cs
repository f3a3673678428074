using ChatBot.Tests.Conversations;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

/// <summary>A model that thinks before it answers, on the page.</summary>
public sealed class ThinkingTests(Chromium chromium) : IAsyncLifetime
{
    private readonly TaskCompletionSource _answers = new();
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    private ILocator Thought => _window.LastAnswer.Locator(".thought");

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(_ => Answer());
        _window = await ChatWindow.OpenAsync(chromium, _app);
    }

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task It_can_be_watched_folds_itself_away_and_comes_back_when_asked_for_and_after_a_reload()
    {
        await _window.AskAsync("Why?");
        await Expect(Thought).ToContainTextAsync("Step 60.");
        await Expect(Thought.Locator("summary")).ToHaveTextAsync("Thinking…");

        // Its last lines are in sight, and those before can be scrolled to.
        await Expect(Thought.GetByText("Step 60.")).ToBeInViewportAsync();
        await Expect(Thought.GetByText("Step 1.", new() { Exact = true })).Not.ToBeInViewportAsync();
        Assert.Empty((await _window.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));

        _answers.SetResult();
        await _window.FinishedAsync();
        await Expect(Thought.Locator(".sight")).ToBeHiddenAsync();
        await Expect(_window.LastAnswer.Locator(":scope > .prose")).ToHaveTextAsync("Because.");

        await Thought.Locator("summary").PressAsync("Enter");
        await Expect(Thought.GetByText("Step 1.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Thought.Locator("summary")).ToContainTextAsync("Thought for ");
        var lasted = await Thought.Locator("summary").InnerTextAsync();

        await _window.Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Expect(Thought.Locator("summary")).ToHaveTextAsync(lasted);
        await Expect(Thought.Locator(".sight")).ToBeHiddenAsync();
        Assert.Empty(_window.Complaints);
    }

    private async IAsyncEnumerable<string> Answer()
    {
        for (var step = 1; step <= 60; step++) yield return $"{ScriptedChatClient.Thought}Step {step}.\n\n";
        await _answers.Task;
        yield return "Because.";
    }
}
