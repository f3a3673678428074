using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// Runs graphs whose presents are their pasts with the new tokens behind them, as every other attention than GroupQueryAttention writes
/// them: each run copies the cache, and rows run one after the other. Takes over the session.
/// </summary>
internal sealed class GrowingCacheDecoder : IDecoder
{
    private readonly OnnxSession _session;
    private readonly DecoderSignature _signature;
    private readonly DecoderLimits _limits;
    private readonly DenseRow[] _rows;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly int _longestChunk;
    private readonly RunTensors _tensors;
    private readonly float[] _scores;

    /// <param name="session">A session of the graph.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="contextLength">The most tokens it can attend to.</param>
    /// <param name="limits">How many rows, and the sizes of runs.</param>
    public GrowingCacheDecoder(OnnxSession session, DecoderSignature signature, int contextLength, DecoderLimits limits)
    {
        (_session, _signature, _limits, ContextLength) = (session, signature, limits, contextLength);
        _longestChunk = limits.ChunkFor(signature);
        _rows = [.. Enumerable.Range(0, limits.Slots).Select(_ => new DenseRow(signature.Cache))];
        _inputs =
        [
            signature.InputIds, signature.AttentionMask, .. signature.Past,
            .. new[] { signature.PositionIds, signature.LogitsToKeep }.OfType<string>(),
        ];
        _outputs = [signature.Logits, .. signature.Present];
        var scored = signature.LastLogitsOnly ? 1 : _longestChunk;
        _tensors = new RunTensors(signature, _longestChunk, scored, contextLength);
        _scores = new float[(long)Math.Max(limits.Slots, scored) * signature.Vocabulary];
    }

    /// <inheritdoc/>
    public int Slots => _rows.Length;

    /// <inheritdoc/>
    public int ContextLength { get; }

    /// <inheritdoc/>
    public int Vocabulary => _signature.Vocabulary;

    /// <inheritdoc/>
    public int LongestChunk => _limits.WithinScratch(_longestChunk, _rows.Max(row => row.Length) + _longestChunk);

    /// <inheritdoc/>
    public bool ScoresEveryPosition => !_signature.LastLogitsOnly;

    /// <inheritdoc/>
    public KvCacheShape Shape => _signature.Cache;

    /// <inheritdoc/>
    public long CacheBytes => _rows.Sum(row => row.Bytes);

    /// <inheritdoc/>
    public int Length(int slot) => _rows[slot].Length;

    /// <inheritdoc/>
    public Span<float> Prefill(int slot, scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        var count = 0;
        while (!tokens.IsEmpty)
        {
            count = Math.Min(tokens.Length, LongestChunk);
            RunRow(slot, tokens[..count], run);
            tokens = tokens[count..];
        }

        TakeScores(count - 1, 1, 0);
        return Logits(0);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens, RunOptions run)
    {
        var done = 0;
        try
        {
            for (; done < slots.Length; done++)
            {
                RunRow(slots[done], tokens.Slice(done, 1), run);
                TakeScores(0, 1, done);
            }
        }
        catch (OnnxRuntimeException)
        {
            while (done-- > 0) _rows[slots[done]].Truncate(_rows[slots[done]].Length - 1);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Verify(int slot, ReadOnlySpan<int> tokens, RunOptions run)
    {
        RunRow(slot, tokens, run);
        TakeScores(0, tokens.Length, 0);
    }

    /// <inheritdoc/>
    public Span<float> Logits(int index) => _scores.AsSpan(index * Vocabulary, Vocabulary);

    /// <inheritdoc/>
    public int Reusable(int length, int common) => common;

    /// <inheritdoc/>
    public void Rewind(int slot, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _rows[slot].Length);
        _rows[slot].Truncate(length);
    }

    /// <inheritdoc/>
    public void CopyPrefix(int from, int to, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _rows[from].Length);
        _rows[to].CopyFrom(_rows[from], length);
    }

    /// <inheritdoc/>
    public void Save(int slot, int start, KvBlock block, int at, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, _rows[slot].Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at + count, block.Capacity);
        _rows[slot].Save(start, block, at, count);
    }

    /// <inheritdoc/>
    public void Load(int slot, int keep, ReadOnlySpan<KvSegment> segments)
    {
        Rewind(slot, keep);
        _rows[slot].Append(segments);
    }

    /// <inheritdoc/>
    public void Trim()
    {
        foreach (var row in _rows) row.Trim();
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (var row in _rows) row.Dispose();
        _tensors.Dispose();
    }

    private void RunRow(int slot, ReadOnlySpan<int> tokens, RunOptions run)
    {
        var row = _rows[slot];
        var total = row.Length + tokens.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, ContextLength);
        for (var i = 0; i < tokens.Length; i++) _tensors.Put(i, tokens[i], row.Length + i);

        List<OrtValue> inputs = [_tensors.Ids(1, tokens.Length), _tensors.Mask([total]), .. row.Past()];
        List<OrtValue> outputs = [_tensors.Scores(1, _signature.LastLogitsOnly ? 1 : tokens.Length)];
        try
        {
            if (_signature.PositionIds is not null) inputs.Add(_tensors.Positions(1, tokens.Length));
            if (_signature.LogitsToKeep is not null) inputs.Add(OrtValue.CreateTensorValueFromMemory<long>([1], []));
            outputs.AddRange(row.Present(total));
            _session.Session.Run(run, _inputs, inputs, _outputs, outputs);
        }
        finally
        {
            foreach (var value in inputs) value.Dispose();
            foreach (var value in outputs) value.Dispose();
        }

        row.Accept(total);
    }

    /// <summary>Copies scores of the last run to where the next run leaves them alone.</summary>
    private void TakeScores(int first, int count, int index)
    {
        if (_signature.LastLogitsOnly) first = 0;
        for (var i = 0; i < count; i++)
        {
            var scores = Logits(index + i);
            var written = _tensors.ScoresOf(first + i, scores);
            if (written != scores) written.CopyTo(scores);
        }
    }
}
