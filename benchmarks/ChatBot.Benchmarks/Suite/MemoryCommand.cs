using ChatBot.Benchmarks.Comparison;

namespace ChatBot.Benchmarks.Suite;

/// <summary>A thousand answers in a row, four at a time, over a small cache: memory at the beginning, at its peak and at the end.</summary>
internal static class MemoryCommand
{
    private const int CacheMegabytes = 256, Together = 4, WarmUp = 100;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var requests = arguments is ["--requests", var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1000;
        await using var engine = new SuiteEngine(speculate: true, CacheMegabytes);
        var random = new Random(1);
        long early = 0;
        for (var done = 0; done < requests + WarmUp; done += Together)
        {
            int[][] prompts = [.. Enumerable.Range(0, Together).Select(_ => Enumerable.Range(0, random.Next(10, 400)).Select(_ => random.Next(300, 30_000)).ToArray())];
            await engine.AskAsync(prompts, random.Next(4, 24));
            if (done == WarmUp) early = ProcFiles.ResidentMemory(Environment.ProcessId).Now;
            if (done % 100 == 0) Console.WriteLine($"{done,5} answers: {ProcFiles.ResidentMemory(Environment.ProcessId).Now >> 20:N0} MB");
        }

        var (now, peak) = ProcFiles.ResidentMemory(Environment.ProcessId);
        var limit = (long)(1.3 * ShippedModel.WeightBytes) + engine.CacheBytes + (250L << 20);
        Console.WriteLine($"{(peak <= limit ? "met   " : "missed")} peak {peak >> 20:N0} MB, goal {limit >> 20:N0} MB (1.3 × weights + {CacheMegabytes} MB cache + 250 MB)");
        Console.WriteLine($"{(now <= early * 1.02 ? "met   " : "missed")} growth over {requests} answers {(double)now / early - 1:P1}, goal 2 %");
        return 0;
    }
}
