using System.Diagnostics;
using System.Globalization;
using ChatBot.Tests.Browser;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace ChatBot.Benchmarks.Page;

/// <summary>
/// What an answer of 2,000 tokens at 100 a second costs the connection and the browser: the real page in Chromium whose processor is slowed
/// down, answers of several kinds.
/// </summary>
internal static class PageCommand
{
    private const int TokensPerSecond = 100;
    private const int TimeToWrite = 2_000;

    // Playwright would look at every frame, which costs the page more than the answer does.
    private const string WaitForTheEnd =
        "() => new Promise(done => { const look = setInterval(() => { if (document.querySelector('.answer[data-phase=Done]')) { clearInterval(look); done(); } }, 250); })";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var (slowDown, tokens, kinds) = (4.0, 2_000, new List<string>());
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--slow-down") slowDown = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (arguments[i] == "--tokens") tokens = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (LongAnswers.Kinds.Contains(arguments[i])) kinds.Add(arguments[i]);
            else throw new ArgumentException($"There is no kind of answer '{arguments[i]}'. There are: {string.Join(", ", LongAnswers.Kinds)}.");
        }

        if (ChromiumProgram.Find() is not { } executable)
        {
            Console.Error.WriteLine("There is no Chromium: install the package chromium, or name it in CHROMIUM_PATH.");
            return 1;
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ChromiumProgram.Arguments });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens at {TokensPerSecond} a second, processor of the page slowed down {slowDown} times"));
        Console.WriteLine($"{"",-16}{"KB/s",8}{"last÷first",12}{"frames/s",10}{"longest task",14}{"over 100 ms",13}{"busy first",12}{"busy last",11} = style, layout, script{"late changes",14}");
        foreach (var kind in kinds.Count > 0 ? kinds : [.. LongAnswers.Kinds]) await MeasureAsync(browser, kind, tokens, slowDown);
        return 0;
    }

    private static async Task MeasureAsync(IBrowser browser, string kind, int tokens, double slowDown)
    {
        await using var app = await RunningApp.StartAsync(
            _ => PlayAsync(LongAnswers.Tokens(kind, tokens)), more: builder => builder.Logging.AddFilter("ChatBot", LogLevel.Warning));
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var traffic = new Traffic(page);
        await page.GotoAsync(app.Address);
        await page.Locator(".sidebar[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var meter = await PageMeter.StartAsync(page, slowDown);
        await page.Locator("#message").FillAsync("go");
        await page.WaitForTimeoutAsync(TimeToWrite);
        await page.Locator("#message").PressAsync("Enter");
        await page.Locator(".answer .prose > *").First.WaitForAsync();
        await page.EvaluateAsync(LateChanges.Watch);
        traffic.Begin();
        await meter.BeginAsync();
        await page.EvaluateAsync(WaitForTheEnd);
        traffic.End();
        var cost = await meter.EndAsync();
        var late = await page.EvaluateAsync<int>("() => window.late.length");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind,-16}{traffic.KilobytesPerSecond,8:0.0}{traffic.LastToFirst,12:0.00}{traffic.MostFrames,10}{cost.LongestTask,11:0} ms{cost.Over100,13}{cost.BusyFirst,12:P0}{cost.BusyLast,11:P0}{cost.Style,8:P0}{cost.Layout,8:P0}{cost.Script,8:P0}{late,14}"));
        foreach (var frame in cost.SlowFrames) Console.WriteLine(frame);
    }

    private static async IAsyncEnumerable<string> PlayAsync(IReadOnlyList<string> tokens)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < tokens.Count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / TokensPerSecond) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            yield return tokens[i];
        }
    }
}
