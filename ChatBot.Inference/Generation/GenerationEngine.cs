using System.Collections.Concurrent;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Runs one model on one thread of its own, for all answers at once (<see cref="Scheduler"/>); callers may ask from any thread. Owns the decoder.
/// </summary>
internal sealed class GenerationEngine : IAsyncDisposable
{
    private readonly IDecoder _decoder;
    private readonly TextTokenizer _tokenizer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Scheduler _scheduler;
    private readonly BlockingCollection<RunningGeneration> _arrivals = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long _tokensWritten;
    private long _cacheBytes;
    private volatile int _running;
    private volatile int _waiting;

    /// <summary>Takes over the decoder and starts the thread.</summary>
    public GenerationEngine(
        IDecoder decoder, TextTokenizer tokenizer, IReadOnlySet<int> endTokens, TimeProvider time, ILogger logger, SchedulerLimits? limits = null)
    {
        (_decoder, _tokenizer, _time, _logger) = (decoder, tokenizer, time, logger);
        _scheduler = new Scheduler(decoder, endTokens, limits ?? new SchedulerLimits(), time, logger);
        new Thread(Work) { Name = "Generation engine", IsBackground = true }.Start();
    }

    /// <summary>The most tokens a prompt and its answer may have together.</summary>
    public int ContextLength => _decoder.ContextLength;

    /// <summary>Tokens chosen since the start, over all answers.</summary>
    public long TokensWritten => Interlocked.Read(ref _tokensWritten);

    /// <summary>Answers that are being written.</summary>
    public int Running => _running;

    /// <summary>Answers that wait to be begun.</summary>
    public int Waiting => _waiting;

    /// <summary>Memory of the cache, in bytes.</summary>
    public long CacheBytes => Interlocked.Read(ref _cacheBytes);

    /// <summary>Asks for an answer. It begins at once where there is room, else when there is some.</summary>
    /// <exception cref="ObjectDisposedException">The engine is shutting down.</exception>
    public RunningGeneration Start(GenerationRequest request, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var generation = new RunningGeneration(request, _tokenizer, _decoder.Vocabulary, _time, cancellation, _stopping.Token);
        try
        {
            _arrivals.Add(generation, CancellationToken.None);
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
            _arrivals.CompleteAdding();
        }

        await _stopped.Task.ConfigureAwait(false);
    }

    private void Work()
    {
        using (var run = new RunOptions())
        using (_stopping.Token.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, run))
        {
            while (_arrivals.TryTake(out var generation, Timeout.Infinite))
            {
                _scheduler.Add(generation);
                WorkUntilIdle(run);
            }
        }

        _scheduler.Dispose();
        _decoder.Dispose();
        _arrivals.Dispose();
        _stopped.SetResult();
    }

    private void WorkUntilIdle(RunOptions run)
    {
        var busy = true;
        while (busy)
        {
            while (_arrivals.TryTake(out var generation)) _scheduler.Add(generation);
            try
            {
                busy = _scheduler.Round(run);
            }
            catch (Exception exception)
            {
                // It ends the answers that there are, and not the thread that those to come need.
                _logger.LogError(exception, "{Running} answers failed, and {Waiting} that waited.", _scheduler.Running, _scheduler.Waiting);
                _scheduler.FailAll(exception);
            }

            Interlocked.Exchange(ref _tokensWritten, _scheduler.TokensWritten);
            Interlocked.Exchange(ref _cacheBytes, _scheduler.CacheBytes);
            (_running, _waiting) = (_scheduler.Running, _scheduler.Waiting);
        }
    }
}
