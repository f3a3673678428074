using System.Numerics;

namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>
/// The merges of byte-pair encoding: a pair of ids to its rank (lower merges first) and to the id it becomes. Open addressing
/// in two flat arrays: 49 thousand merges cost about 1 MB.
/// </summary>
internal sealed class MergeTable
{
    private readonly ulong[] _pairs;
    private readonly int[] _ranks;
    private readonly int[] _merged;
    private readonly int _shift;

    /// <param name="merges">Left, right and resulting id; the place in the list is the rank.</param>
    public MergeTable(List<(int Left, int Right, int Merged)> merges)
    {
        var capacity = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Count * 4L / 3));
        _shift = 64 - BitOperations.Log2(capacity);
        _pairs = new ulong[capacity];
        _ranks = new int[capacity];
        _merged = new int[merges.Count];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right, merged) = merges[rank];
            var pair = Pack(left, right);
            var slot = SlotOf(pair);
            _pairs[slot] = pair;
            _ranks[slot] = rank; // A pair listed twice counts with its last rank, as in the reference.
            _merged[rank] = merged;
        }
    }

    /// <summary>The rank of a pair, or <see cref="int.MaxValue"/> where it never merges.</summary>
    public int RankOf(int left, int right)
    {
        var pair = Pack(left, right);
        var slot = SlotOf(pair);
        return _pairs[slot] == pair ? _ranks[slot] : int.MaxValue;
    }

    /// <summary>The id that the merge of a rank gives.</summary>
    public int MergedAt(int rank) => _merged[rank];

    // Ids are offset by one so that no pair packs to zero, which marks a free slot.
    private static ulong Pack(int left, int right) => ((ulong)(uint)(left + 1) << 32) | (uint)(right + 1);

    private int SlotOf(ulong pair)
    {
        var mask = _pairs.Length - 1;
        var slot = (int)((pair * 0x9E3779B97F4A7C15) >> _shift);
        while (_pairs[slot] != 0 && _pairs[slot] != pair) slot = (slot + 1) & mask;
        return slot;
    }
}
