using ChatBot.Benchmarks.Comparison;
using ChatBot.Inference.Answering;

namespace ChatBot.Benchmarks.Reader;

/// <summary>An answer that streams, alone and while the reader reads a long document again and again, in alternation.</summary>
internal static class Streaming
{
    private const int Rounds = 9, Tokens = 129;
    private const double Budget = 2.0 / 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(ExtractiveReader reader, string text)
    {
        await using var client = ShippedModel.Load();
        List<(double Alone, double Beside, double Foreign)> rounds = [];
        var read = 0.0;
        for (var round = 0; round <= Rounds; round++)
        {
            await ForeignLoad.WaitForQuietAsync(Patience);
            var load = new ForeignLoad(Environment.ProcessId);
            var alone = (await Answer.AskAsync(client, Prompts.Conversation(2 * round), Tokens)).Rate;
            using var stop = new CancellationTokenSource();
            var counter = new Counter();
            var reading = ReadAsync(reader, text, counter, stop.Token);
            await counter.Started;
            var before = counter.Passages;
            var answer = await Answer.AskAsync(client, Prompts.Conversation((2 * round) + 1), Tokens);
            if (round > 0) read += (counter.Passages - before) / ((answer.FirstTokenMs + answer.DecodeMs) / 1000) / Rounds;
            await stop.CancelAsync();
            await reading;
            if (round > 0) rounds.Add((alone, answer.Rate, load.Share()));
        }

        var quiet = rounds.Where(round => round.Foreign <= ForeignLoad.Quiet).ToList();
        var counted = quiet.Count >= 3 ? quiet : rounds;
        var share = counted.Select(round => round.Beside / round.Alone).Median();
        Console.WriteLine($"An answer streams at {counted.Select(round => round.Alone).Median():F0} tok/s alone and {counted.Select(round => round.Beside).Median():F0} beside "
            + $"the reader, which reads {read:F1} passages a second meanwhile ({quiet.Count} of {Rounds} rounds undisturbed).");
        Console.WriteLine($"{(share >= Budget ? "met   " : "missed")} at least {Budget:P0} of its rate: {share:P0}");
    }

    private static async Task ReadAsync(ExtractiveReader reader, string text, Counter counter, CancellationToken stop)
    {
        try
        {
            while (true) await reader.ReadAsync(LongDocument.Question, [new ReaderDocument("book", text)], 3, counter, stop);
        }
        catch (OperationCanceledException)
        {
            // The streaming has ended.
        }
    }

    /// <summary>Progress is reported once a run of the graph, here one passage.</summary>
    private sealed class Counter : IProgress<double>
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _passages;

        public Task Started => _started.Task;

        public int Passages => Volatile.Read(ref _passages);

        public void Report(double value)
        {
            Interlocked.Increment(ref _passages);
            _started.TrySetResult();
        }
    }
}
