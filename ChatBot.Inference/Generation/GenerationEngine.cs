using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Runs one model on one thread of its own. Answers are written one after the other in the order they were asked for; callers may ask from
/// any thread. Owns the decoder.
/// </summary>
internal sealed class GenerationEngine : IAsyncDisposable
{
    private readonly IDecoder _decoder;
    private readonly List<int> _cached = [];
    private readonly TextTokenizer _tokenizer;
    private readonly IReadOnlySet<int> _endTokens;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BlockingCollection<RunningGeneration> _queue = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long _tokensWritten;

    /// <summary>Takes over the decoder and starts the thread.</summary>
    public GenerationEngine(IDecoder decoder, TextTokenizer tokenizer, IReadOnlySet<int> endTokens, TimeProvider time, ILogger logger)
    {
        (_decoder, _tokenizer, _endTokens, _time, _logger) = (decoder, tokenizer, endTokens, time, logger);
        new Thread(Work) { Name = "Generation engine", IsBackground = true }.Start();
    }

    /// <summary>The most tokens a prompt and its answer may have together.</summary>
    public int ContextLength => _decoder.ContextLength;

    /// <summary>Tokens chosen since the start, over all answers.</summary>
    public long TokensWritten => Interlocked.Read(ref _tokensWritten);

    /// <summary>Asks for an answer. It waits its turn behind those asked for before.</summary>
    /// <exception cref="ObjectDisposedException">The engine is shutting down.</exception>
    public RunningGeneration Start(GenerationRequest request, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var generation = new RunningGeneration(request, _tokenizer, _decoder.Vocabulary, _time, cancellation, _stopping.Token);
        try
        {
            _queue.Add(generation, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            generation.Dispose();
            throw new ObjectDisposedException(nameof(GenerationEngine));
        }

        return generation;
    }

    /// <summary>Cancels what runs and what waits, then releases the model. Ends when the thread has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            _queue.CompleteAdding();
        }

        await _stopped.Task.ConfigureAwait(false);
    }

    private void Work()
    {
        foreach (var generation in _queue.GetConsumingEnumerable())
        {
            using (generation) Write(generation);
        }

        _decoder.Dispose();
        _queue.Dispose();
        _stopped.SetResult();
    }

    private void Write(RunningGeneration generation)
    {
        try
        {
            var prompt = generation.Request.Prompt;
            var cached = Rewind(prompt, generation.Request.Sampling.Seed is null);
            generation.Begin(cached);
            ReadOnlySpan<int> unread = prompt.AsSpan(cached);
            var next = new int[1];
            while (!generation.IsCancelled)
            {
                var logits = _decoder.Prefill(0, unread, generation.Run);
                _cached.AddRange(unread);
                Interlocked.Increment(ref _tokensWritten);
                if (generation.Advance(logits, _endTokens) is not { } token) return;
                next[0] = token;
                unread = next;
            }

            generation.Cancel();
        }
        catch (OnnxRuntimeException) when (generation.IsCancelled)
        {
            generation.Cancel();
        }
        catch (Exception exception)
        {
            // Whatever it is, it ends this answer and not the thread that all answers need.
            _logger.LogError(exception, "An answer failed after {Tokens} tokens in the cache.", _decoder.Length(0));
            _decoder.Rewind(0, 0);
            _cached.Clear();
            generation.Fail(exception);
        }
    }

    /// <summary>
    /// Keeps the tokens that the cache and the prompt begin with: a chat's next turn reads only what is new. The last one is always read again,
    /// because its scores are needed. An answer that is to be reproducible keeps nothing: the same tokens read in other portions give scores that
    /// differ in the last digits, which is enough to choose another word.
    /// </summary>
    private int Rewind(int[] prompt, bool reuse)
    {
        var held = CollectionsMarshal.AsSpan(_cached)[..Math.Min(_cached.Count, _decoder.Length(0))];
        var common = reuse ? _decoder.Reusable(held.Length, held.CommonPrefixLength(prompt.AsSpan(0, prompt.Length - 1))) : 0;
        _decoder.Rewind(0, common);
        _cached.RemoveRange(common, _cached.Count - common);
        return common;
    }
}
