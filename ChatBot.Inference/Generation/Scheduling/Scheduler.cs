using ChatBot.Inference.Generation.Caching;
using ChatBot.Inference.Generation.Decoding;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>
/// Continuous batching: in each <see cref="Round"/> answers that were cancelled leave, those that wait and fit join, a portion of the prompts is read, and
/// all running answers get their next token in one step. Has no thread of its own, so that a test can go round by round; not thread-safe. Owns
/// the prefix cache, not the decoder.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    /// <summary>Tokens that an answer must have room to write before it begins. If the memory ends after them, the latest arrival goes back to wait.</summary>
    private const int Headroom = 256;

    private readonly IDecoder _decoder;
    private readonly IReadOnlySet<int> _endTokens;
    private readonly SchedulerLimits _limits;
    private readonly ILogger _logger;
    private readonly PrefixCache _cache;
    private readonly WaitingLine _waiting = new();
    private readonly List<Sequence> _running = [];
    private readonly StepRunner _runner;

    public Scheduler(IDecoder decoder, IReadOnlySet<int> endTokens, SchedulerLimits limits, TimeProvider time, ILogger logger)
    {
        (_decoder, _endTokens, _limits, _logger) = (decoder, endTokens, limits, logger);
        _cache = new PrefixCache(decoder);
        _runner = new StepRunner(decoder, limits, time, Try, Accept);
    }

    /// <summary>How many answers are being written.</summary>
    public int Running => _running.Count;

    /// <summary>How many wait to be begun.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Tokens chosen since the start, over all answers.</summary>
    public long TokensWritten { get; private set; }

    /// <summary>Memory of the cache, in bytes.</summary>
    public long CacheBytes => _cache.Bytes;

    /// <summary>Takes on an answer. It waits behind those that came before it until there is a row and memory for it.</summary>
    public void Add(RunningGeneration generation) => _waiting.Add(new Sequence(generation));

    /// <summary>Does the next portion of work.</summary>
    /// <param name="run">Ends the decode step early.</param>
    /// <returns>False when there is nothing to do.</returns>
    public bool Round(RunOptions run)
    {
        DropCancelled();
        Admit();
        if (_running.Count == 0) return false;

        _runner.ReadPrompts(_running);
        DropCancelled();
        _runner.Decode(_running, mayTakeTime: _waiting.Count == 0, run);
        KeepToBudget();
        return true;
    }

    /// <summary>Ends every answer with an error.</summary>
    public void FailAll(Exception exception)
    {
        foreach (var sequence in _running.Concat(_waiting.Take(static _ => true)).ToList()) End(sequence, () => sequence.Generation.Fail(exception));
    }

    public void Dispose() => _cache.Dispose();

    private void DropCancelled()
    {
        foreach (var sequence in _waiting.Take(static sequence => sequence.Generation.IsCancelled)) End(sequence, sequence.Generation.Cancel);
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (_running[i].Generation.IsCancelled) End(_running[i], _running[i].Generation.Cancel);
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } next && _cache.HasRoom && Fits(next))
        {
            _waiting.RemoveFirst();
            _running.Add(next);
            next.Generation.Begin();
            Try(next, () =>
            {
                var reproducible = next.IsReproducible;
                next.Row = _cache.Take(next.Tokens.ToArray(), prefilledOnly: reproducible, nothing: reproducible && !_limits.RowsAreIndependent);
                next.Generation.Found(next.Row.Tokens.Count);
            });
        }

        _waiting.Announce();
    }

    /// <summary>Remembered texts give way, running ones do not. A single one always fits: else nobody could ever answer it.</summary>
    private bool Fits(Sequence next) =>
        _running.Count == 0 || (_running.Sum(static s => (long)s.Need(Headroom)) + next.Need(Headroom)) * _decoder.Shape.BytesPerToken <= _limits.CacheBytes;

    /// <summary>Chooses an answer's next token.</summary>
    /// <returns>The token, to be read next; null when the answer is over.</returns>
    private int? Accept(Sequence sequence, Span<float> logits)
    {
        TokensWritten++;
        var token = sequence.Generation.Advance(logits, _endTokens);
        if (token is { } next) sequence.Tokens.Add(next);
        else End(sequence, static () => { });
        return token;
    }

    /// <summary>Whatever goes wrong ends this answer, and not the thread that all answers need.</summary>
    private void Try(Sequence sequence, Action action)
    {
        try
        {
            action();
        }
        catch (OnnxRuntimeException) when (sequence.Generation.IsCancelled)
        {
            End(sequence, sequence.Generation.Cancel);
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "An answer failed at token {Tokens}.", sequence.Tokens.Count);
            if (sequence.Row is { } row) _cache.Truncate(row, 0);
            End(sequence, () => sequence.Generation.Fail(exception));
        }
    }

    private void End(Sequence sequence, Action tell)
    {
        _running.Remove(sequence);
        if (sequence.Row is { } row) _cache.Release(row);
        sequence.Row = null;
        tell();
        sequence.Generation.Dispose();
    }

    private void KeepToBudget()
    {
        if (_cache.Bytes <= _limits.CacheBytes) return;

        // To nine tenths, so that the next token is not the next occasion.
        _cache.Shrink(_limits.CacheBytes / 10 * 9);
        while (_cache.Bytes > _limits.CacheBytes && _running.Count > 1 && _running.FindLast(static s => !s.IsReproducible) is { } latest)
        {
            _running.Remove(latest);
            _cache.Truncate(latest.Row!, 0);
            _cache.Release(latest.Row!);
            latest.Row = null;
            _waiting.PutBack(latest);
            _cache.Shrink(_limits.CacheBytes / 10 * 9);
        }
    }
}
