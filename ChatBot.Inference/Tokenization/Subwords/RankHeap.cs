using System.Buffers;

namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>A binary heap of possible merges, lowest rank first and of those the leftmost. Pooled: dispose it.</summary>
internal ref struct RankHeap(int capacity)
{
    // Rank above, position below: one comparison orders both.
    private ulong[] _entries = ArrayPool<ulong>.Shared.Rent(Math.Max(16, capacity));
    private int _count;

    /// <summary>Adds a merge; <see cref="int.MaxValue"/> as rank means none and is ignored.</summary>
    public void Push(int rank, int position)
    {
        if (rank == int.MaxValue) return;
        if (_count == _entries.Length) Grow();
        var entry = ((ulong)(uint)rank << 32) | (uint)position;
        var at = _count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (_entries[parent] <= entry) break;
            _entries[at] = _entries[parent];
            at = parent;
        }

        _entries[at] = entry;
    }

    public bool TryPop(out int rank, out int position)
    {
        if (_count == 0)
        {
            (rank, position) = (0, 0);
            return false;
        }

        var top = _entries[0];
        (rank, position) = ((int)(top >> 32), (int)(uint)top);
        var last = _entries[--_count];
        var at = 0;
        for (var child = 1; child < _count; child = 2 * at + 1)
        {
            if (child + 1 < _count && _entries[child + 1] < _entries[child]) child++;
            if (last <= _entries[child]) break;
            _entries[at] = _entries[child];
            at = child;
        }

        _entries[at] = last;
        return true;
    }

    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_entries);

    private void Grow()
    {
        var larger = ArrayPool<ulong>.Shared.Rent(_entries.Length * 2);
        _entries.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<ulong>.Shared.Return(_entries);
        _entries = larger;
    }
}
