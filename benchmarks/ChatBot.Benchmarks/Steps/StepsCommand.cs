using System.Diagnostics;
using System.Globalization;
using ChatBot.Benchmarks.Comparison;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Benchmarks.Steps;

/// <summary>
/// Where the time of a decode step goes. Each step is done twice at the same length, by the product's decoder and by
/// <see cref="BareRun"/>, in changing order: the difference is what binding costs. What follows (sampling, end of the answer, text, hand-over
/// to the reader) is timed as it is.
/// </summary>
internal static class StepsCommand
{
    private const double Budget = 0.03;
    private const int StepsPerAnswer = 128;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var answers = arguments is ["--answers", var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 9;
        var config = GenAiConfig.Load(ShippedModel.Folder);
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, PhysicalCores.Count, NullLogger.Instance)
            .Open(Path.Combine(ShippedModel.Folder, config.Model.Decoder.Filename), ownKernels: true);
        var signature = DecoderSignature.Read(session.Session, config.Model.Decoder);
        using var decoder = new SharedBufferDecoder(session, signature, config.Model.ContextLength, new DecoderLimits());
        using var bare = new BareRun(session.Session, signature, longest: 512);
        var tokenizer = TokenizerJson.Load(Path.Combine(ShippedModel.Folder, "tokenizer.json"));

        var prompts = Prompts.Tokenise();
        List<Step> steps = [];
        for (var answer = 0; answer <= answers; answer++)
        {
            await ForeignLoad.WaitForQuietAsync(Patience);
            var request = new GenerationRequest(prompts[answer % prompts.Length], SamplingSettings.Greedy, StepsPerAnswer + 1, []);
            using var generation = new RunningGeneration(
                request, tokenizer, decoder.Vocabulary, TimeProvider.System, CancellationToken.None, CancellationToken.None);
            var reader = Task.Run(async () =>
            {
                await foreach (var _ in generation.ReadAllAsync())
                {
                }
            });
            var timed = TimeSteps(decoder, bare, generation);
            await reader;
            if (answer > 0) steps.AddRange(timed);
        }

        Print(steps);
        return 0;
    }

    private static List<Step> TimeSteps(SharedBufferDecoder decoder, BareRun bare, RunningGeneration generation)
    {
        List<Step> steps = [];
        decoder.Rewind(0, 0);
        generation.Begin();
        var next = generation.Advance(decoder.Prefill(0, generation.Request.Prompt, generation.Run), new HashSet<int>());
        while (next is { } token)
        {
            bare.Bind(token, decoder.Length(0));
            var run = steps.Count % 2 == 0 ? Time(bare.Run) : default;
            var start = Stopwatch.GetTimestamp();
            decoder.Step([0], [token], generation.Run);
            var logits = decoder.Logits(0);
            var forward = Stopwatch.GetElapsedTime(start);
            if (steps.Count % 2 != 0) run = Time(bare.Run);
            start = Stopwatch.GetTimestamp();
            next = generation.Advance(logits, new HashSet<int>());
            steps.Add(new Step(run.TotalMicroseconds, forward.TotalMicroseconds, Stopwatch.GetElapsedTime(start).TotalMicroseconds));
        }

        return steps;
    }

    private static TimeSpan Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Print(List<Step> steps)
    {
        var run = steps.Select(step => step.Run).Median();
        var binding = steps.Select(step => step.Forward - step.Run).Median();
        var after = steps.Select(step => step.After).Median();
        var share = (binding + after) / (run + binding + after);
        Console.WriteLine($"{steps.Count} steps, medians: {run:F0} µs in the session's run, {binding:F0} µs binding, {after:F0} µs after it "
            + $"(99th percentile {steps.Select(step => step.After).Order().ElementAt((int)(steps.Count * 0.99)):F0} µs).");
        Console.WriteLine($"{(share <= Budget ? "met   " : "missed")} at most {Budget:P0} of a step outside the run: {share:P2}");
    }

    /// <summary>Microseconds of one step.</summary>
    /// <param name="Run">The session's run alone.</param>
    /// <param name="Forward">The decoder: the run and its binding.</param>
    /// <param name="After">Everything else.</param>
    private sealed record Step(double Run, double Forward, double After);
}
