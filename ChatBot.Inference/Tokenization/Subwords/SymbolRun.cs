using System.Buffers;

namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>The symbols of one piece, each with its range, to be merged until no merge applies. Pooled: dispose it.</summary>
internal ref struct SymbolRun
{
    // Up to here a plain scan for the best pair beats the heap, whose work is n log n.
    private const int ScanLimit = 64;

    private readonly int[] _buffer;
    private readonly Span<int> _ids;
    private readonly Span<int> _starts;
    private readonly Span<int> _ends;

    /// <param name="capacity">The most symbols that will be added.</param>
    public SymbolRun(int capacity)
    {
        _buffer = ArrayPool<int>.Shared.Rent(capacity * 3);
        _ids = _buffer.AsSpan(0, capacity);
        _starts = _buffer.AsSpan(capacity, capacity);
        _ends = _buffer.AsSpan(2 * capacity, capacity);
    }

    public int Count { get; private set; }

    public void Add(int id, int start, int end)
    {
        (_ids[Count], _starts[Count], _ends[Count]) = (id, start, end);
        Count++;
    }

    /// <summary>Stretches the last symbol, when it is <paramref name="id"/>, instead of adding another.</summary>
    public readonly bool TryExtend(int id, int end)
    {
        if (Count == 0 || _ids[Count - 1] != id) return false;
        _ends[Count - 1] = end;
        return true;
    }

    public readonly void CopyTo(TokenSink sink)
    {
        for (var i = 0; i < Count; i++) sink.Add(_ids[i], _starts[i], _ends[i]);
    }

    public void Merge(MergeTable merges)
    {
        if (Count < 2) return;
        if (Count <= ScanLimit) MergeByScan(merges);
        else MergeByHeap(merges);
    }

    public readonly void Dispose() => ArrayPool<int>.Shared.Return(_buffer);

    private void MergeByScan(MergeTable merges)
    {
        Span<int> ranks = stackalloc int[ScanLimit];
        for (var i = 0; i + 1 < Count; i++) ranks[i] = merges.RankOf(_ids[i], _ids[i + 1]);
        while (Count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < Count; i++)
            {
                if (ranks[i] < ranks[best]) best = i;
            }

            if (ranks[best] == int.MaxValue) return;
            _ids[best] = merges.MergedAt(ranks[best]);
            _ends[best] = _ends[best + 1];
            var tail = (best + 2)..Count;
            _ids[tail].CopyTo(_ids[(best + 1)..]);
            _starts[tail].CopyTo(_starts[(best + 1)..]);
            _ends[tail].CopyTo(_ends[(best + 1)..]);
            if (best + 2 < Count) ranks[(best + 2)..Count].CopyTo(ranks[(best + 1)..]);
            Count--;
            if (best > 0) ranks[best - 1] = merges.RankOf(_ids[best - 1], _ids[best]);
            if (best + 1 < Count) ranks[best] = merges.RankOf(_ids[best], _ids[best + 1]);
        }
    }

    private void MergeByHeap(MergeTable merges)
    {
        var links = ArrayPool<int>.Shared.Rent(Count * 2);
        var next = links.AsSpan(0, Count);
        var previous = links.AsSpan(Count, Count);
        using var heap = new RankHeap(Count);
        for (var i = 0; i < Count; i++)
        {
            next[i] = i + 1 < Count ? i + 1 : -1;
            previous[i] = i - 1;
            if (i + 1 < Count) heap.Push(merges.RankOf(_ids[i], _ids[i + 1]), i);
        }

        while (heap.TryPop(out var rank, out var at))
        {
            // An entry is stale when its pair has meanwhile changed: then its rank has, too.
            var right = next[at];
            if (_ids[at] < 0 || right < 0 || merges.RankOf(_ids[at], _ids[right]) != rank) continue;
            _ids[at] = merges.MergedAt(rank);
            _ends[at] = _ends[right];
            _ids[right] = -1;
            next[at] = next[right];
            if (next[at] >= 0)
            {
                previous[next[at]] = at;
                heap.Push(merges.RankOf(_ids[at], _ids[next[at]]), at);
            }

            if (previous[at] >= 0) heap.Push(merges.RankOf(_ids[previous[at]], _ids[at]), previous[at]);
        }

        var kept = 0;
        for (var i = 0; i >= 0; i = next[i])
        {
            (_ids[kept], _starts[kept], _ends[kept]) = (_ids[i], _starts[i], _ends[i]);
            kept++;
        }

        Count = kept;
        ArrayPool<int>.Shared.Return(links);
    }
}
