using System.Text;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Scheduling;

/// <summary>A scheduler over a tiny model that a test drives round by round, with time that is counted and not measured.</summary>
internal sealed class SchedulerBench : IDisposable
{
    private static readonly TextTokenizer TinyTokenizer = TokenizerJson.Load(Path.Combine(TestModels.Tiny("llama"), "tokenizer.json"));

    private readonly RunOptions _run = new();

    /// <param name="model">A tiny model's name, or "shipped".</param>
    /// <param name="slots">Rows.</param>
    /// <param name="limits">The scheduler's.</param>
    /// <param name="endTokens">None where not given.</param>
    public SchedulerBench(string model = "llama", int slots = 8, SchedulerLimits? limits = null, IReadOnlySet<int>? endTokens = null)
    {
        var folder = model == "shipped" ? TestModels.Shipped : TestModels.Tiny(model);
        Tokenizer = model == "shipped" ? TokenizerJson.Load(Path.Combine(folder, "tokenizer.json")) : TinyTokenizer;
        Decoder = new CountingDecoder(TestModels.OpenDecoder(folder, smallestCapacity: 32, slots: slots), Time);
        Scheduler = new Scheduler(Decoder, endTokens ?? new HashSet<int>(), limits ?? new SchedulerLimits(), Time, NullLogger.Instance);
    }

    public TextTokenizer Tokenizer { get; }

    public CountedTime Time { get; } = new();

    public CountingDecoder Decoder { get; }

    public Scheduler Scheduler { get; }

    public Chat Ask(int[] prompt, int tokens, SamplingSettings? sampling = null, IReadOnlyList<string>? stop = null, long? chance = null)
    {
        var chat = new Chat(new GenerationRequest(prompt, sampling ?? SamplingSettings.Greedy, tokens, stop ?? []), Tokenizer, Decoder.Vocabulary, Time, chance);
        Scheduler.Add(chat.Generation);
        return chat;
    }

    public bool Round() => Scheduler.Round(_run);

    public void RunToEnd()
    {
        for (var rounds = 0; Round(); rounds++) Assert.True(rounds < 10_000, "The scheduler does not come to an end.");
    }

    /// <summary>What a prompt's answer is when nobody else is there and nothing was read before.</summary>
    public static string Alone(string model, int[] prompt, int tokens, SamplingSettings? sampling = null)
    {
        using var bench = new SchedulerBench(model, limits: new SchedulerLimits { Speculate = false });
        var chat = bench.Ask(prompt, tokens, sampling);
        bench.RunToEnd();
        return chat.Text;
    }

    public void Dispose()
    {
        Scheduler.Dispose();
        Decoder.Dispose();
        _run.Dispose();
    }

    /// <summary>One answer and what its caller has seen of it so far.</summary>
    internal sealed class Chat : IDisposable
    {
        private readonly CancellationTokenSource _cancel = new();
        private readonly IAsyncEnumerator<GenerationUpdate> _updates;
        private readonly StringBuilder _text = new();
        private ValueTask<bool>? _pending;

        public Chat(GenerationRequest request, TextTokenizer tokenizer, int vocabulary, TimeProvider time, long? chance)
        {
            Generation = new RunningGeneration(request, tokenizer, vocabulary, time, _cancel.Token, CancellationToken.None, chance);
            _updates = Generation.ReadAllAsync().GetAsyncEnumerator();
        }

        public RunningGeneration Generation { get; }

        public List<int> Places { get; } = [];

        public bool Ended { get; private set; }

        public Exception? Failure { get; private set; }

        /// <summary>The text so far.</summary>
        public string Text
        {
            get
            {
                Drain();
                return _text.ToString();
            }
        }

        public void Dispose() => _cancel.Dispose();

        public void Cancel() => _cancel.Cancel();

        public void Drain()
        {
            while (!Ended)
            {
                var next = _pending ?? _updates.MoveNextAsync();
                _pending = null;
                if (!next.IsCompleted)
                {
                    _pending = next;
                    return;
                }

                try
                {
                    if (!next.GetAwaiter().GetResult())
                    {
                        Ended = true;
                        return;
                    }

                    _text.Append(_updates.Current.Text);
                    if (_updates.Current.QueuePosition is { } place) Places.Add(place);
                }
                catch (Exception exception)
                {
                    (Ended, Failure) = (true, exception);
                }
            }
        }
    }
}
