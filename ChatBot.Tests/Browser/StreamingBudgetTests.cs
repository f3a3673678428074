using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>
/// What a long answer costs the connection and the page, counted and not timed: 2,000 tokens at 100 a second, compression left out (what
/// the browser's tools count is what was unpacked).
/// </summary>
public sealed class StreamingBudgetTests(Chromium chromium)
{
    private const int TokensPerSecond = 100;
    private const int Tokens = 2_000;
    private const double MostBytesPerSecond = 15 * 1024;
    private const int MostFrames = 20;
    private const int Ping = 3; // bytes, by which the connection shows that it is alive

    [Theory]
    [InlineData("prose")]
    [InlineData("one paragraph")]
    [InlineData("code")]
    [InlineData("code in a list")]
    [InlineData("table")]
    [InlineData("list")]
    [InlineData("math")]
    [InlineData("footnotes")]
    public async Task A_long_answer_stays_within_its_budget_and_touches_nothing_that_is_finished(string kind)
    {
        // More than is counted: with the last step the answer ends, which brings the buttons under it.
        using var answer = new SteppedAnswer(LongAnswers.Tokens(kind, Tokens + 50), TokensPerSecond);
        await using var app = await RunningApp.StartAsync(_ => answer.Play(), more: answer.Configure);
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        var frames = new ConcurrentQueue<int>();
        window.Received += bytes =>
        {
            if (bytes > Ping) frames.Enqueue(bytes);
        };
        await window.AskAsync("go");
        await answer.StepAsync();
        await window.LastAnswer.Locator(".prose > *").First.WaitForAsync();
        await Assertions.Expect(window.Page.Locator(".sidebar .running")).ToBeVisibleAsync(); // what the list of chats is sent is not counted
        await window.Page.EvaluateAsync(LateChanges.Watch);
        frames.Clear();

        // Whole seconds: the first one began with the answer's first block, which was there before.
        var seconds = new List<(int Frames, long Bytes)>();
        var step = 1;
        for (; SteppedAnswer.SecondOf(step - 1) * TokensPerSecond < Tokens; step++)
        {
            if (SteppedAnswer.SecondOf(step) > SteppedAnswer.SecondOf(step - 1))
            {
                seconds.Add((frames.Count, frames.Sum(bytes => (long)bytes)));
                frames.Clear();
            }

            var before = frames.Count;
            await answer.StepAsync();
            await Patience(() => frames.Count > before, answer);
        }

        for (; step < answer.Steps; step++) await answer.StepAsync();
        var finished = window.FinishedAsync();
        while (!finished.IsCompleted)
        {
            answer.Pass();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await finished;
        var report = string.Join(", ", seconds.Select(second => string.Create(CultureInfo.InvariantCulture, $"{second.Bytes / 1024.0:0.0}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: KB/s {report}; frames {seconds.Max(second => second.Frames)}");
        var late = await window.Page.EvaluateAsync<string[]>("() => window.late");

        Assert.Empty(late);
        Assert.True(seconds.Average(second => second.Bytes) <= MostBytesPerSecond, $"{kind}: {report}");
        Assert.True(seconds[^1].Bytes <= 1.2 * seconds[0].Bytes, $"{kind}: {report}");
        Assert.All(seconds, second => Assert.InRange(second.Frames, 1, MostFrames));
        Assert.Empty(window.Complaints);
    }

    private static async Task Patience(Func<bool> condition, SteppedAnswer answer)
    {
        for (var i = 0; i < 6_000 && !condition(); i++)
        {
            await Task.Delay(5);

            // A busy server may have begun to wait only after the step's time had passed.
            if (i % 100 == 99) answer.Pass();
        }

        Assert.True(condition(), "A step brought nothing to the page.");
    }
}
