using Microsoft.Playwright;

namespace ChatBot.Benchmarks.Page;

/// <summary>What an answer cost the page's main thread.</summary>
/// <param name="LongestTask">The longest task that took 50 ms or more, in milliseconds; 0 where there was none.</param>
/// <param name="Over100">How many tasks took more than 100 ms.</param>
/// <param name="BusyFirst">The share of time that the main thread worked in the first fifth.</param>
/// <param name="BusyLast">The same of the last fifth.</param>
/// <param name="Style">The share of time in the last fifth that went into styles.</param>
/// <param name="Layout">The same for layout.</param>
/// <param name="Script">The same for scripts.</param>
/// <param name="SlowFrames">What the frames that took more than 100 ms spent them on.</param>
internal sealed record PageCost(double LongestTask, int Over100, double BusyFirst, double BusyLast, double Style, double Layout, double Script, IReadOnlyList<string> SlowFrames);

/// <summary>Watches the main thread of a page whose processor is slowed down.</summary>
internal sealed class PageMeter
{
    private readonly IPage _page;
    private readonly ICDPSession _tools;
    private readonly List<Dictionary<string, double>> _samples = [];
    private volatile bool _hasEnded;
    private Task _sampling = Task.CompletedTask;

    private PageMeter(IPage page, ICDPSession tools) => (_page, _tools) = (page, tools);

    public static async Task<PageMeter> StartAsync(IPage page, double slowDown)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable");
        await tools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = slowDown });
        return new(page, tools);
    }

    public async Task BeginAsync()
    {
        await _page.EvaluateAsync(
            """
            () => {
              window.tasks = [];
              window.slowFrames = [];
              const began = performance.now();
              new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
              new PerformanceObserver(list => {
                for (const frame of list.getEntries()) {
                  if (frame.duration <= 100) continue;
                  const scripts = frame.scripts.map(script => `${script.duration.toFixed()} ms ${script.invoker} ${script.sourceFunctionName} ${script.sourceURL.split('/').at(-1)}, ${script.forcedStyleAndLayoutDuration.toFixed()} of it layout`);
                  const rest = frame.renderStart ? frame.startTime + frame.duration - frame.renderStart : 0;
                  window.slowFrames.push(`  after ${((frame.startTime - began) / 1000).toFixed(1)} s, ${frame.duration.toFixed()} ms, ${rest.toFixed()} of it drawing: ${scripts.join('; ')}`);
                }
              }).observe({ type: 'long-animation-frame' });
            }
            """);
        _sampling = SampleAsync();
    }

    public async Task<PageCost> EndAsync()
    {
        _hasEnded = true;
        await _sampling;
        var tasks = await _page.EvaluateAsync<double[]>("() => window.tasks");
        var frames = await _page.EvaluateAsync<string[]>("() => window.slowFrames");
        var (first, last) = (_samples[..(_samples.Count / 5)], _samples[^(_samples.Count / 5)..]);
        return new(tasks.DefaultIfEmpty().Max(), tasks.Count(task => task > 100), Share(first, "TaskDuration"), Share(last, "TaskDuration"),
            Share(last, "RecalcStyleDuration"), Share(last, "LayoutDuration"), Share(last, "ScriptDuration"), frames);
    }

    private static double Share(List<Dictionary<string, double>> samples, string metric) =>
        (samples[^1][metric] - samples[0][metric]) / Math.Max(1e-9, samples[^1]["Timestamp"] - samples[0]["Timestamp"]);

    private async Task SampleAsync()
    {
        while (!_hasEnded)
        {
            var metrics = (await _tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
                .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
            _samples.Add(metrics);
            await Task.Delay(500);
        }
    }
}
