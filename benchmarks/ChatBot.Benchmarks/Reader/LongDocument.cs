using System.Diagnostics;
using ChatBot.Benchmarks.Comparison;
using ChatBot.Inference.Answering;

namespace ChatBot.Benchmarks.Reader;

/// <summary>The time a question of a long document takes after its extraction, the first (tokens are made) and later ones.</summary>
internal static class LongDocument
{
    public const string Question = "Was ist ein topologischer Raum?";

    private const int Repetitions = 5;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(ExtractiveReader reader, string text)
    {
        List<double> seconds = [], processor = [], foreign = [];
        ReaderResult? result = null;
        for (var i = 0; i < Repetitions; i++)
        {
            await ForeignLoad.WaitForQuietAsync(Patience);
            var load = new ForeignLoad(Environment.ProcessId);
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            result = await reader.ReadAsync(Question, [new ReaderDocument("book", text)], 3, null, CancellationToken.None);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalSeconds);
            foreign.Add(load.Share());
        }

        Console.WriteLine($"{text.Length:N0} characters, {result!.PassagesRead} of {result.PassagesTotal} passages read: first question {seconds[0]:F2} s, "
            + $"later ones {seconds.Skip(1).Median():F2} s; {processor.Median():F2} s of processor time (others used {foreign.Median():P0} of the machine). “{result.Best?.Text}”, margin {result.Best?.Margin:F1}");
        Console.WriteLine($"{(seconds.Median() <= Budget.TotalSeconds ? "met   " : "missed")} at most {Budget.TotalSeconds} s");
    }
}
