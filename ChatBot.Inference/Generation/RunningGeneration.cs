using System.Threading.Channels;
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
    private readonly Channel<string> _text = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });
    private readonly RunOptions _run = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _cancellation;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopSequences _stops;
    private readonly Sampler _sampler;
    private readonly TimeProvider _time;
    private readonly long _requested;
    private long _started;
    private long _firstToken;
    private long _lastToken;
    private int _cached;
    private int _written;

    /// <param name="request">What to write.</param>
    /// <param name="tokenizer">Turns the tokens into text.</param>
    /// <param name="vocabulary">Scores a step.</param>
    /// <param name="time">Measures the answer.</param>
    /// <param name="caller">The caller's wish to cancel.</param>
    /// <param name="shutdown">The engine's.</param>
    public RunningGeneration(
        GenerationRequest request, TextTokenizer tokenizer, int vocabulary, TimeProvider time, CancellationToken caller, CancellationToken shutdown)
    {
        Request = request;
        _time = time;
        _requested = time.GetTimestamp();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(caller, shutdown);
        _detokenizer = tokenizer.CreateDetokenizer();
        _stops = new StopSequences(request.Stop);
        _sampler = new Sampler(request.Sampling, request.Prompt, vocabulary);
        _registration = _cancellation.Token.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _run);
    }

    public GenerationRequest Request { get; }

    /// <summary>For the session's runs; cancelling terminates them.</summary>
    public RunOptions Run => _run;

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>The text as it comes. Throws what ended the answer early, where something did.</summary>
    public IAsyncEnumerable<string> ReadAllAsync() => _text.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Set when the text has ended without an error.</summary>
    public GenerationResult? Result { get; private set; }

    /// <summary>The engine begins to read the prompt.</summary>
    /// <param name="cached">Tokens of it that need no reading.</param>
    public void Begin(int cached)
    {
        _started = _time.GetTimestamp();
        _cached = cached;
    }

    /// <summary>Chooses the next token, shows its text, and ends the answer where it ends.</summary>
    /// <returns>The token to decode next; null when the answer is over.</returns>
    public int? Advance(Span<float> logits, IReadOnlySet<int> endTokens)
    {
        var token = _sampler.Next(logits);
        _lastToken = _time.GetTimestamp();
        if (_written++ == 0) _firstToken = _lastToken;
        if (endTokens.Contains(token)) return End(ChatFinishReason.Stop);
        Show(_stops.Append(_detokenizer.Append(token)));
        if (_stops.Stopped) return End(ChatFinishReason.Stop);
        return _written < Request.MaxTokens ? token : End(ChatFinishReason.Length);
    }

    /// <summary>Ends the answer with an error; the text so far stays.</summary>
    public void Fail(Exception exception) => _text.Writer.TryComplete(exception);

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
        Show(_stops.Append(_detokenizer.Flush()));
        Show(_stops.Flush());
        Result = new GenerationResult(reason, Request.Prompt.Length, _cached, _written, _time.GetElapsedTime(_requested, _started),
            _time.GetElapsedTime(_requested, _firstToken), _time.GetElapsedTime(_firstToken, _lastToken));
        _text.Writer.TryComplete();
        return null;
    }

    private void Show(string text)
    {
        if (text.Length > 0) _text.Writer.TryWrite(text);
    }
}
