using System.Collections.Concurrent;
using System.Globalization;

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

    // Counts what changes where nothing may change any more: in a block, a group of code lines, a row or an item that another one followed.
    private const string Watch =
        """
        () => {
          window.late = [];
          const seen = new WeakMap();
          const prose = document.querySelector('.answer .prose');
          const parts = element => [...element.children].filter(child => !child.matches('.cursor'));
          const note = () => {
            for (const element of [prose, ...prose.querySelectorAll('pre > code, tbody, ol, ul')]) seen.set(element, parts(element).length);
          };
          const watcher = new MutationObserver(records => {
            for (const record of records) {
              // What a formula's own script fills in, once, is its own affair.
              if ((record.target.closest ? record.target : record.target.parentElement)?.closest('tex-formula')) continue;
              let child = record.target;
              for (let parent = child.parentElement; parent && child !== prose; child = parent, parent = parent.parentElement) {
                if (child.nodeType !== 1 || !seen.has(parent)) continue;
                const index = parts(parent).indexOf(child);
                if (index >= 0 && index < seen.get(parent) - 1) window.late.push(`${record.type} in ${child.localName} ${index} of ${seen.get(parent)}: ${child.textContent.slice(0, 60)}`);
              }
            }
            note();
          });
          note();
          watcher.observe(prose, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """;

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
        // One step more than is counted: with the last one the answer ends, which brings the buttons under it.
        using var answer = new SteppedAnswer(LongAnswers.Tokens(kind, Tokens + (TokensPerSecond / SteppedAnswer.StepsPerSecond)), TokensPerSecond);
        await using var app = await RunningApp.StartAsync(_ => answer.Play(), more: answer.Configure);
        await using var window = await ChatWindow.OpenAsync(chromium, app);
        var frames = new ConcurrentQueue<int>();
        window.Received += frames.Enqueue;
        await window.AskAsync("go");
        await answer.StepAsync();
        await window.LastAnswer.Locator(".prose > *").First.WaitForAsync();
        await window.Page.EvaluateAsync(Watch);
        frames.Clear();

        var seconds = new List<(int Frames, long Bytes)>();
        for (var step = 1; step < answer.Steps - 1; step++)
        {
            var before = frames.Count;
            await answer.StepAsync();
            await Patience(() => frames.Count > before);
            if ((step + 1) % SteppedAnswer.StepsPerSecond != 0) continue;
            seconds.Add((frames.Count, frames.Sum(bytes => (long)bytes)));
            frames.Clear();
        }

        await answer.StepAsync();
        answer.Pass();
        await window.FinishedAsync();
        var report = string.Join(", ", seconds.Select(second => string.Create(CultureInfo.InvariantCulture, $"{second.Bytes / 1024.0:0.0}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: KB/s {report}; frames {seconds.Max(second => second.Frames)}");
        var late = await window.Page.EvaluateAsync<string[]>("() => window.late");

        Assert.Empty(late);
        Assert.True(seconds.Average(second => second.Bytes) <= MostBytesPerSecond, $"{kind}: {report}");
        Assert.True(seconds[^1].Bytes <= 1.2 * seconds[0].Bytes, $"{kind}: {report}");
        Assert.All(seconds, second => Assert.InRange(second.Frames, 1, SteppedAnswer.StepsPerSecond + 1));
        Assert.Empty(window.Complaints);
    }

    private static async Task Patience(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++) await Task.Delay(5);
    }
}
