using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// Keeps keys of two kinds apart (<see cref="Models.LongRope"/>): a row that grows longer than a short text, or is cut back to one, is read
/// once more from its start, and rows of both kinds never share a run. So every score is that of the whole text read at once. Takes over the decoder.
/// </summary>
internal sealed class LongRopeDecoder : IDecoder
{
    private readonly SharedBufferDecoder _inner;
    private readonly int _shortLength;
    private readonly Row[] _rows;
    private readonly float[][] _scores;
    private readonly ConditionalWeakTable<KvBlock, BlockContent> _blocks = [];

    /// <param name="inner">Runs the graph.</param>
    /// <param name="shortLength">The longest text that is read with the angles for short ones; less than the context length.</param>
    public LongRopeDecoder(SharedBufferDecoder inner, int shortLength)
    {
        (_inner, _shortLength) = (inner, shortLength);
        _rows = [.. Enumerable.Range(0, inner.Slots).Select(_ => new Row())];
        _scores = new float[Math.Max(inner.Slots, inner.LongestChunk)][];
    }

    private enum Kind : byte
    {
        None,
        Short,
        Long,
    }

    /// <inheritdoc/>
    public int Slots => _inner.Slots;

    /// <inheritdoc/>
    public int ContextLength => _inner.ContextLength;

    /// <inheritdoc/>
    public int Vocabulary => _inner.Vocabulary;

    /// <inheritdoc/>
    public int LongestChunk => _inner.LongestChunk;

    /// <inheritdoc/>
    public bool ScoresEveryPosition => _inner.ScoresEveryPosition;

    /// <inheritdoc/>
    public KvCacheShape Shape => _inner.Shape;

    /// <inheritdoc/>
    public long CacheBytes => _inner.CacheBytes;

    /// <inheritdoc/>
    public int Length(int slot) => _rows[slot].Tokens.Count;

    /// <inheritdoc/>
    public Span<float> Prefill(int slot, scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        var row = _rows[slot];
        Prepare(slot, KindOf(row.Tokens.Count + tokens.Length));
        row.Tokens.AddRange(tokens);
        try
        {
            return _inner.Prefill(slot, CollectionsMarshal.AsSpan(row.Tokens)[_inner.Length(slot)..], run);
        }
        finally
        {
            // All, or as far as it came.
            CollectionsMarshal.SetCount(row.Tokens, _inner.Length(slot));
        }
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens, RunOptions run)
    {
        int[] all = [.. slots], next = [.. tokens];
        var lengths = Array.ConvertAll(all, Length);
        try
        {
            for (var i = 0; i < all.Length; i++)
            {
                if (!IsReady(all[i], KindOf(lengths[i] + 1))) Prefill(all[i], [next[i]], run).CopyTo(Scores(i));
            }

            foreach (var kind in new[] { Kind.Short, Kind.Long })
            {
                int[] members = [.. Enumerable.Range(0, all.Length).Where(i => Length(all[i]) == lengths[i] && KindOf(lengths[i] + 1) == kind)];
                if (members.Length == 0) continue;
                foreach (var i in members) Prepare(all[i], kind);
                _inner.Step([.. members.Select(i => all[i])], [.. members.Select(i => next[i])], run);
                for (var i = 0; i < members.Length; i++)
                {
                    _rows[all[members[i]]].Tokens.Add(next[members[i]]);
                    _inner.Logits(i).CopyTo(Scores(members[i]));
                }
            }
        }
        catch (OnnxRuntimeException)
        {
            for (var i = 0; i < all.Length; i++)
            {
                if (Length(all[i]) > lengths[i]) Rewind(all[i], lengths[i]);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Verify(int slot, ReadOnlySpan<int> tokens, RunOptions run)
    {
        var row = _rows[slot];
        var length = row.Tokens.Count;
        if (KindOf(length + 1) == KindOf(length + tokens.Length) && IsReady(slot, KindOf(length + 1)))
        {
            Prepare(slot, KindOf(length + 1));
            _inner.Verify(slot, tokens, run);
            row.Tokens.AddRange(tokens);
            for (var i = 0; i < tokens.Length; i++) _inner.Logits(i).CopyTo(Scores(i));
            return;
        }

        // The kind changes on the way: one token after the other, each as it would be without the others.
        try
        {
            for (var i = 0; i < tokens.Length; i++) Prefill(slot, tokens.Slice(i, 1), run).CopyTo(Scores(i));
        }
        catch (OnnxRuntimeException)
        {
            if (Length(slot) > length) Rewind(slot, length);
            throw;
        }
    }

    /// <inheritdoc/>
    public Span<float> Logits(int index) => _scores[index];

    /// <inheritdoc/>
    public int Reusable(int length, int common) => KindOf(length) == Kind.Long && KindOf(common + 1) == Kind.Short ? 0 : common;

    /// <inheritdoc/>
    public void Rewind(int slot, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length(slot));
        CollectionsMarshal.SetCount(_rows[slot].Tokens, length);
        _inner.Rewind(slot, Math.Min(length, _inner.Length(slot)));
    }

    /// <inheritdoc/>
    public void CopyPrefix(int from, int to, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length(from));
        _inner.CopyPrefix(from, to, Math.Min(length, _inner.Length(from)));
        _rows[to].Kind = _rows[from].Kind;
        _rows[to].Tokens.Clear();
        _rows[to].Tokens.AddRange(CollectionsMarshal.AsSpan(_rows[from].Tokens)[..length]);
    }

    /// <inheritdoc/>
    public void Save(int slot, int start, KvBlock block, int at, int count)
    {
        var row = _rows[slot];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, row.Tokens.Count);
        var content = _blocks.GetValue(block, static block => new BlockContent(block.Capacity));
        row.Tokens.CopyTo(start, content.Tokens, at, count);
        var computed = Math.Clamp(_inner.Length(slot) - start, 0, count);
        content.Kinds.AsSpan(at, computed).Fill(row.Kind);
        content.Kinds.AsSpan(at + computed, count - computed).Clear();
        if (computed > 0) _inner.Save(slot, start, block, at, computed);
    }

    /// <inheritdoc/>
    public void Load(int slot, int keep, ReadOnlySpan<KvSegment> segments)
    {
        Rewind(slot, keep);
        var row = _rows[slot];
        var usable = 0;
        var isUsable = _inner.Length(slot) == keep;
        foreach (var segment in segments)
        {
            var content = _blocks.GetValue(segment.Block, static block => new BlockContent(block.Capacity));
            if (row.Tokens.Count == 0) row.Kind = content.Kinds[0];
            isUsable &= row.Kind != Kind.None && content.Kinds.AsSpan(0, segment.Count).IndexOfAnyExcept(row.Kind) < 0;
            if (isUsable) usable++;
            row.Tokens.AddRange(content.Tokens.AsSpan(0, segment.Count));
        }

        _inner.Load(slot, _inner.Length(slot), segments[..usable]);
    }

    /// <inheritdoc/>
    public void Trim() => _inner.Trim();

    public void Dispose() => _inner.Dispose();

    private Kind KindOf(int length) => length > _shortLength ? Kind.Long : Kind.Short;

    /// <summary>Whether a row can be gone on with as it is.</summary>
    private bool IsReady(int slot, Kind kind) =>
        _inner.Length(slot) == _rows[slot].Tokens.Count && (_inner.Length(slot) == 0 || _rows[slot].Kind == kind);

    private void Prepare(int slot, Kind kind)
    {
        var row = _rows[slot];
        if (row.Kind != kind) _inner.Rewind(slot, 0);
        row.Kind = kind;
        _inner.NarrowestMask = kind == Kind.Long ? _shortLength + 1 : 0;
    }

    private float[] Scores(int index) => _scores[index] ??= new float[Vocabulary];

    /// <summary>A row's text, and of which kind what is computed of it is.</summary>
    private sealed class Row
    {
        public List<int> Tokens { get; } = [];

        public Kind Kind { get; set; }
    }

    /// <summary>A block's text, and for each token of which kind its keys are.</summary>
    private sealed class BlockContent(int capacity)
    {
        public int[] Tokens { get; } = new int[capacity];

        public Kind[] Kinds { get; } = new Kind[capacity];
    }
}
