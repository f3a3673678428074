using System.Threading.Channels;
using ChatBot.Inference.Generation.Thinking;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation;

/// <summary>
/// One answer on its way: the engine's thread writes it, one reader reads its text. Cancelling ends a running prefill at once and a running
/// decode after the step.
/// </summary>
internal sealed class RunningGeneration : IDisposable
{
    private readonly Channel<GenerationUpdate> _updates = Channel.CreateUnbounded<GenerationUpdate>(new() { SingleReader = true, SingleWriter = true });
    private readonly RunOptions _run = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _cancellation;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly ThinkingSplitter? _thinking;
    private readonly StopSequences _stops;
    private readonly Sampler _sampler;
    private readonly TimeProvider _time;
    private readonly long _requested;
    private long _started;
    private long _firstToken;
    private long _lastToken;
    private int? _cached;
    private int _place;
    private int _written;
    private bool _hasThought;
    private int? _thoughtTokens;

    /// <param name="request">What to write.</param>
    /// <param name="tokenizer">Turns the tokens into text.</param>
    /// <param name="vocabulary">Scores a step.</param>
    /// <param name="time">Measures the answer.</param>
    /// <param name="caller">The caller's wish to cancel.</param>
    /// <param name="shutdown">The engine's.</param>
    /// <param name="chance">Where the random numbers begin if the request has no seed; null takes another place each time.</param>
    public RunningGeneration(
        GenerationRequest request, TextTokenizer tokenizer, int vocabulary, TimeProvider time, CancellationToken caller, CancellationToken shutdown,
        long? chance = null)
    {
        Request = request;
        _time = time;
        _requested = time.GetTimestamp();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(caller, shutdown);
        _detokenizer = tokenizer.CreateDetokenizer(shown: request.Thinking?.Shown);
        if (request.Thinking is { } format) _thinking = ThinkingSplitter.Create(format, request.Start);
        _stops = new StopSequences(request.Stop);
        _sampler = new Sampler(request.Sampling, request.Prompt, vocabulary, chance);
        _registration = _cancellation.Token.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _run);
    }

    public GenerationRequest Request { get; }

    /// <summary>For the session's runs; cancelling terminates them.</summary>
    public RunOptions Run => _run;

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>The text as it comes, and the place in the line while it waits. Throws what ended the answer early, where something did.</summary>
    public IAsyncEnumerable<GenerationUpdate> ReadAllAsync() => _updates.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Set when the text has ended without an error.</summary>
    public GenerationResult? Result { get; private set; }

    /// <summary>The answer waits; 1 is next.</summary>
    public void Waits(int place)
    {
        if (place == _place) return;
        _place = place;
        _updates.Writer.TryWrite(new GenerationUpdate("", QueuePosition: place));
    }

    /// <summary>The engine begins to read the prompt, or goes on after an interruption.</summary>
    public void Begin()
    {
        if (_started == 0) _started = _time.GetTimestamp();
        if (_place > 0) Waits(0);
    }

    /// <summary>How many tokens of the prompt need no reading. Only the first time counts.</summary>
    public void Found(int cached) => _cached ??= cached;

    /// <summary>Chooses the next token, shows its text, and ends the answer where it ends.</summary>
    /// <returns>The token to decode next; null when the answer is over.</returns>
    public int? Advance(Span<float> logits, IReadOnlySet<int> endTokens)
    {
        var token = _sampler.Next(logits);
        _lastToken = _time.GetTimestamp();
        if (_written++ == 0) _firstToken = _lastToken;
        if (endTokens.Contains(token)) return End(ChatFinishReason.Stop);
        Take(_detokenizer.Append(token));
        if (_stops.Stopped) return End(ChatFinishReason.Stop);
        return _written < Request.MaxTokens ? token : End(ChatFinishReason.Length);
    }

    /// <summary>Ends the answer with an error; the text so far stays.</summary>
    public void Fail(Exception exception) => _updates.Writer.TryComplete(exception);

    /// <summary>Ends the answer as cancelled; the text so far stays.</summary>
    public void Cancel() => Fail(new OperationCanceledException(_cancellation.Token));

    /// <summary>After the engine is done with it.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _cancellation.Dispose();
        _run.Dispose();
    }

    private int? End(ChatFinishReason reason)
    {
        Take(_detokenizer.Flush());
        if (_thinking is not null) Take(_thinking.Flush());
        Show("", _stops.Flush());
        Result = new GenerationResult(reason, Request.Prompt.Length, _cached ?? 0, _written, _hasThought ? _thoughtTokens ?? _written : 0, _time.GetElapsedTime(_requested, _started),
            _time.GetElapsedTime(_requested, _firstToken), _time.GetElapsedTime(_firstToken, _lastToken));
        _updates.Writer.TryComplete();
        return null;
    }

    private void Take(string piece) => Take(_thinking?.Append(piece) ?? new("", piece));

    private void Take(ThinkingPiece piece)
    {
        var (thought, text) = (piece.Thought ?? "", piece.Text ?? "");
        _hasThought |= thought.Length > 0;
        if (text.Length > 0) _thoughtTokens ??= _written - 1; // the token that brings the first text is the answer's
        Show(thought, _stops.Append(text));
    }

    private void Show(string thought, string text)
    {
        if (thought.Length > 0 || text.Length > 0) _updates.Writer.TryWrite(new GenerationUpdate(text, thought));
    }
}
