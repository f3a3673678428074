using System.Diagnostics;

namespace ChatBot.Tests.Browser;

/// <summary>The whole way: a real browser, the real server, the shipped model.</summary>
public sealed class RealModelTests(Chromium chromium)
{
    [Fact]
    public async Task A_question_is_answered_token_by_token_can_be_stopped_and_asked_again()
    {
        await using var app = await RunningApp.StartAsync();
        await using var window = await ChatWindow.OpenAsync(chromium, app);

        await window.AskAsync("Write a long story about a lighthouse keeper and the sea.");
        var shorter = await GrownToAsync(window, 40);
        var longer = await GrownToAsync(window, shorter + 40);
        Assert.True(longer > shorter);

        await window.Stop.ClickAsync();
        await window.FinishedAsync("Stopped");
        var stopped = await window.LastAnswer.InnerTextAsync();
        await window.Page.WaitForTimeoutAsync(500);
        Assert.Equal(stopped, await window.LastAnswer.InnerTextAsync());

        await window.AskAsync("What is the capital of France? Answer in one short sentence.");
        await window.FinishedAsync();
        Assert.NotEmpty((await window.LastAnswer.Locator(".prose").InnerTextAsync()).Trim());

        await window.Page.Locator("label[data-choice=dark]").ClickAsync();
        Assert.Equal("dark", await window.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Two_browsers_that_ask_at_once_both_get_whole_answers()
    {
        await using var app = await RunningApp.StartAsync();
        await using var one = await ChatWindow.OpenAsync(chromium, app);
        await using var two = await ChatWindow.OpenAsync(chromium, app);
        await Task.WhenAll(one.AskAsync("Name three colours."), two.AskAsync("Name three animals."));
        await Task.WhenAll(one.FinishedAsync(), two.FinishedAsync());

        foreach (var window in new[] { one, two })
        {
            Assert.NotEmpty((await window.LastAnswer.Locator(".prose").InnerTextAsync()).Trim());
            Assert.Empty(window.Complaints);
        }
    }

    [Fact]
    public async Task The_program_ends_cleanly_when_interrupted_in_mid_answer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends the signal SIGINT.");

        // A shell that starts the tests in the background makes them and their children ignore SIGINT; env takes that back.
        using var server = Process.Start(new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "ChatBot.Web"), "--urls", "http://127.0.0.1:0" },
            RedirectStandardOutput = true,
        })!;
        try
        {
            var address = await AddressAsync(server);
            _ = server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await using var window = await ChatWindow.OpenAsync(chromium, address);
            await window.AskAsync("Write a long story about a lighthouse keeper and the sea.");
            await GrownToAsync(window, 40);

            using var signal = Process.Start("kill", ["-INT", $"{server.Id}"]);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, server.ExitCode);
            Assert.True((await window.LastAnswer.Locator(".prose").InnerTextAsync()).Length >= 40);
        }
        finally
        {
            if (!server.HasExited) server.Kill();
        }
    }

    private static async Task<int> GrownToAsync(ChatWindow window, int length)
    {
        await window.Page.WaitForFunctionAsync(
            $"() => (document.querySelector('li:last-child .prose')?.textContent.length ?? 0) >= {length}", null, new() { Timeout = 120_000 });
        return (await window.LastAnswer.Locator(".prose").TextContentAsync())!.Length;
    }

    private static async Task<string> AddressAsync(Process server)
    {
        const string Mark = "Now listening on: ";
        while (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0) return line[(at + Mark.Length)..].Trim();
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }
}
