using System.Numerics;
using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// Runs graphs whose attention is GroupQueryAttention with one buffer for past and present: rows of different lengths take a decode step in
/// one run, and no step copies the cache. Takes over the session.
/// </summary>
internal sealed class SharedBufferDecoder : IDecoder
{
    private readonly OnnxSession _session;
    private readonly DecoderSignature _signature;
    private readonly DecoderLimits _limits;
    private readonly KvBuffers _buffers;
    private readonly SlotPlaces _places;
    private readonly RunBinding _single;
    private readonly RunBinding _joint;
    private readonly int _longestChunk;
    private readonly int[] _lengths;
    private readonly int[] _totals;
    private readonly (int Row, int Token)[] _scored;
    private RunBinding _last;

    /// <param name="session">A session of the graph.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="contextLength">The most tokens it can attend to.</param>
    /// <param name="limits">How many rows, and the sizes of runs.</param>
    public SharedBufferDecoder(OnnxSession session, DecoderSignature signature, int contextLength, DecoderLimits limits)
    {
        (_session, _signature, _limits, ContextLength) = (session, signature, limits, contextLength);
        _longestChunk = limits.ChunkFor(signature);
        _lengths = new int[limits.Slots];
        _totals = new int[limits.Slots];
        _scored = new (int, int)[Math.Max(limits.Slots, _longestChunk)];
        _places = new SlotPlaces(limits.Slots);
        _buffers = new KvBuffers(signature.Cache);
        _single = new RunBinding(session, signature, rows: 1, _longestChunk, contextLength);
        _joint = _last = new RunBinding(session, signature, limits.Slots, tokens: 1, contextLength);
    }

    /// <summary>The narrowest attention mask of the runs that follow, for graphs that choose something by its width; at most the context length.</summary>
    public int NarrowestMask
    {
        get => _single.NarrowestMask;
        set => _single.NarrowestMask = _joint.NarrowestMask = value;
    }

    /// <inheritdoc/>
    public int Slots => _limits.Slots;

    /// <inheritdoc/>
    public int ContextLength { get; }

    /// <inheritdoc/>
    public int Vocabulary => _signature.Vocabulary;

    /// <inheritdoc/>
    public int LongestChunk => _limits.WithinScratch(_longestChunk, _buffers.Capacity);

    /// <inheritdoc/>
    public bool ScoresEveryPosition => !_signature.LastLogitsOnly || _signature.LogitsToKeep is not null;

    /// <inheritdoc/>
    public KvCacheShape Shape => _signature.Cache;

    /// <inheritdoc/>
    public long CacheBytes => _buffers.ResidentBytes;

    /// <inheritdoc/>
    public int Length(int slot) => _lengths[slot];

    /// <inheritdoc/>
    public Span<float> Prefill(int slot, scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        Reserve(slot, _lengths[slot] + tokens.Length);
        var count = 0;
        while (!tokens.IsEmpty)
        {
            count = Math.Min(tokens.Length, LongestChunk);
            RunSingle(slot, tokens[..count], scoreAll: false, run);
            tokens = tokens[count..];
        }

        return _single.Logits(0, count - 1);
    }

    /// <inheritdoc/>
    public void Verify(int slot, ReadOnlySpan<int> tokens, RunOptions run)
    {
        Reserve(slot, _lengths[slot] + tokens.Length);
        RunSingle(slot, tokens, scoreAll: true, run);
        for (var i = 0; i < tokens.Length; i++) _scored[i] = (0, i);
        _last = _single;
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens, RunOptions run)
    {
        foreach (var slot in slots) Reserve(slot, _lengths[slot] + 1);
        var first = Gather(slots);
        for (var i = 0; i < slots.Length; i++)
        {
            var row = _places.PlaceOf(slots[i]) - first;
            _joint.Put(row, tokens[i], _lengths[slots[i]]);
            _totals[row] = _lengths[slots[i]] + 1;
            _scored[i] = (row, 0);
        }

        _joint.Run(_buffers, first, _totals.AsSpan(0, slots.Length), tokens: 1, scoreAll: false, run);
        _last = _joint;
        foreach (var slot in slots) SetLength(slot, _lengths[slot] + 1);
    }

    /// <inheritdoc/>
    public Span<float> Logits(int index) => _last.Logits(_scored[index].Row, _scored[index].Token);

    /// <inheritdoc/>
    public int Reusable(int length, int common) => common;

    /// <inheritdoc/>
    public void Rewind(int slot, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _lengths[slot]);
        _lengths[slot] = length;
    }

    /// <inheritdoc/>
    public void CopyPrefix(int from, int to, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _lengths[from]);
        Rewind(to, 0);
        Reserve(to, length);
        _buffers.Copy(_places.PlaceOf(from), _places.PlaceOf(to), length);
        _lengths[to] = length;
    }

    /// <inheritdoc/>
    public void Save(int slot, int start, KvBlock block, int at, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, _lengths[slot]);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at + count, block.Capacity);
        _buffers.Save(_places.PlaceOf(slot), start, block, at, count);
    }

    /// <inheritdoc/>
    public void Load(int slot, int keep, ReadOnlySpan<KvSegment> segments)
    {
        Rewind(slot, keep);
        var total = keep;
        foreach (var segment in segments) total += segment.Count;
        Reserve(slot, total);
        foreach (var segment in segments)
        {
            _buffers.Load(_places.PlaceOf(slot), _lengths[slot], segment.Block, segment.Count);
            SetLength(slot, _lengths[slot] + segment.Count);
        }
    }

    /// <inheritdoc/>
    public void Trim()
    {
        var capacity = CapacityFor(_lengths.Max());
        if (capacity < _buffers.Capacity)
        {
            _buffers.Reshape(_buffers.Rows, capacity, LengthsByPlace());
            return;
        }

        for (var place = 0; place < _buffers.Rows; place++) _buffers.Discard(place, _lengths[_places.SlotAt(place)]);
    }

    public void Dispose()
    {
        _single.Dispose();
        _joint.Dispose();
        _session.Dispose();
        _buffers.Dispose();
    }

    private void RunSingle(int slot, ReadOnlySpan<int> tokens, bool scoreAll, RunOptions run)
    {
        for (var i = 0; i < tokens.Length; i++) _single.Put(i, tokens[i], _lengths[slot] + i);
        _single.Run(_buffers, _places.PlaceOf(slot), [_lengths[slot] + tokens.Length], tokens.Length, scoreAll, run);
        SetLength(slot, _lengths[slot] + tokens.Length);
    }

    private void SetLength(int slot, int length)
    {
        _lengths[slot] = length;
        _buffers.Written(_places.PlaceOf(slot), length);
    }

    /// <summary>Gives a row its place, and room for a number of tokens in all.</summary>
    private void Reserve(int slot, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, ContextLength);
        if (_lengths[slot] == 0) TakeFirstFreePlace(slot);
        var rows = _places.PlaceOf(slot) < _buffers.Rows
            ? _buffers.Rows
            : Math.Min(Slots, (int)BitOperations.RoundUpToPowerOf2((uint)_places.PlaceOf(slot) + 1));
        var capacity = Math.Max(_buffers.Capacity, CapacityFor(Math.Max(tokens, NarrowestMask)));
        if (rows > _buffers.Rows || capacity > _buffers.Capacity) _buffers.Reshape(rows, capacity, LengthsByPlace());
    }

    /// <summary>Capacity grows by doubling, so that a growing chat copies its cache a handful of times in its life.</summary>
    private int CapacityFor(int tokens)
    {
        var capacity = (long)_limits.SmallestCapacity;
        while (capacity < tokens) capacity *= 2;
        return (int)Math.Min(capacity, ContextLength);
    }

    private void TakeFirstFreePlace(int slot)
    {
        for (var place = 0; place < _places.PlaceOf(slot); place++)
        {
            if (_lengths[_places.SlotAt(place)] == 0) _places.Exchange(slot, _places.SlotAt(place));
        }
    }

    /// <summary>Makes rows neighbours.</summary>
    /// <returns>The first one's place.</returns>
    private int Gather(ReadOnlySpan<int> slots)
    {
        var first = _places.BestWindow(slots, _lengths, _buffers.Rows);
        while (_places.NextExchange(slots, first) is var (member, intruder))
        {
            if (_lengths[intruder] == 0) _buffers.Copy(_places.PlaceOf(member), _places.PlaceOf(intruder), _lengths[member]);
            else _buffers.Swap(_places.PlaceOf(member), _lengths[member], _places.PlaceOf(intruder), _lengths[intruder]);
            _places.Exchange(member, intruder);
        }

        return first;
    }

    private int[] LengthsByPlace() => [.. Enumerable.Range(0, _buffers.Rows).Select(place => _lengths[_places.SlotAt(place)])];
}
