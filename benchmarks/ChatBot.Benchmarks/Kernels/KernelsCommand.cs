using System.Diagnostics;
using ChatBot.Benchmarks.Comparison;
using ChatBot.Inference.Generation.Decoding;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Benchmarks.Kernels;

/// <summary>
/// The shipped model with our kernels and with ONNX Runtime's, in alternation: a decode step of some rows at some length, and a prompt's next
/// tokens. Prints medians of both and the median of their ratio.
/// </summary>
internal static class KernelsCommand
{
    private const int Rounds = 12, StepsTogether = 8;

    private static readonly (int Rows, int Length)[] Steps = [(1, 50), (1, 200), (1, 1000), (1, 4000), (2, 200), (4, 200), (8, 50), (8, 200), (8, 1000)];

    private static readonly (int Tokens, int Length)[] Prompts = [(16, 200), (64, 0), (64, 1000), (512, 0), (512, 1500)];

    public static async Task<int> RunAsync()
    {
        using var ours = ShippedModel.OpenDecoder();
        using var theirs = ShippedModel.OpenDecoder(ownKernels: false);
        using var run = new RunOptions();
        Console.WriteLine("| | ONNX Runtime, ms | ours, ms | times as fast |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (rows, length) in Steps)
        {
            foreach (var decoder in (SharedBufferDecoder[])[ours, theirs])
                for (var row = 0; row < rows; row++) Read(decoder, row, length, run);
            int[] slots = [.. Enumerable.Range(0, rows)], tokens = [.. slots.Select(static slot => 1000 + (37 * slot))];
            await CompareAsync($"step of {rows} row{(rows > 1 ? "s" : "")} at {length:N0} tokens", StepsTogether, decoder =>
            {
                for (var i = 0; i < StepsTogether; i++)
                {
                    decoder.Step(slots, tokens, run);
                    foreach (var slot in slots) decoder.Rewind(slot, length);
                }
            }, ours, theirs);
        }

        foreach (var (count, length) in Prompts)
        {
            foreach (var decoder in (SharedBufferDecoder[])[ours, theirs]) Read(decoder, 0, length, run);
            var tokens = Text(count);
            await CompareAsync($"{count} tokens of a prompt behind {length:N0}", 1, decoder =>
            {
                decoder.Prefill(0, tokens, run);
                decoder.Rewind(0, length);
            }, ours, theirs);
        }

        return 0;
    }

    private static async Task CompareAsync(string name, int times, Action<SharedBufferDecoder> work, SharedBufferDecoder ours, SharedBufferDecoder theirs)
    {
        List<double> own = [], other = [], ratios = [];
        for (var round = 0; round <= Rounds; round++)
        {
            await ForeignLoad.WaitForQuietAsync(TimeSpan.FromSeconds(5));
            double a, b;
            if (round % 2 == 0) (a, b) = (Time(ours), Time(theirs));
            else
            {
                b = Time(theirs);
                a = Time(ours);
            }

            if (round == 0) continue;
            own.Add(a);
            other.Add(b);
            ratios.Add(b / a);
        }

        Console.WriteLine($"| {name} | {other.Median():F2} | {own.Median():F2} | **{ratios.Median():F2}** |");

        double Time(SharedBufferDecoder decoder)
        {
            // The other session's threads spin a while before they sleep.
            Thread.Sleep(20);
            var start = Stopwatch.GetTimestamp();
            work(decoder);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / times;
        }
    }

    private static void Read(SharedBufferDecoder decoder, int row, int length, RunOptions run)
    {
        decoder.Rewind(row, 0);
        var text = Text(length);
        for (var from = 0; from < length; from += 512) decoder.Prefill(row, text.AsSpan(from, Math.Min(512, length - from)), run);
    }

    private static int[] Text(int length) => [.. Enumerable.Range(0, length).Select(static i => 300 + (i * 7919 % 30_000))];
}
