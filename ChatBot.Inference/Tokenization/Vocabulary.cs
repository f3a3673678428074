using System.Numerics;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// The units of a model: text to id and id to text. All texts lie in one array and the hash table holds ids only, so that 49
/// thousand units cost about 1.5 MB. Immutable once built.
/// </summary>
internal sealed class Vocabulary
{
    private readonly char[] _texts;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _table;

    private Vocabulary(char[] texts, int[] starts, int[] lengths, int[] table)
    {
        _texts = texts;
        _starts = starts;
        _lengths = lengths;
        _table = table;
        foreach (var length in lengths) LongestText = Math.Max(LongestText, length);
    }

    /// <summary>The highest id plus one.</summary>
    public int Size => _lengths.Length;

    /// <summary>The length in UTF-16 units of the longest unit.</summary>
    public int LongestText { get; }

    public bool TryGetText(int id, out ReadOnlySpan<char> text)
    {
        if ((uint)id >= (uint)_lengths.Length || _lengths[id] < 0)
        {
            text = default;
            return false;
        }

        text = _texts.AsSpan(_starts[id], _lengths[id]);
        return true;
    }

    /// <summary>The id of a unit, or -1.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestText) return -1;
        var mask = _table.Length - 1;
        for (var slot = string.GetHashCode(text) & mask; ; slot = (slot + 1) & mask)
        {
            var id = _table[slot] - 1;
            if (id < 0) return -1;
            if (text.SequenceEqual(_texts.AsSpan(_starts[id], _lengths[id]))) return id;
        }
    }

    /// <summary>Collects units in any order of ids.</summary>
    internal sealed class Builder
    {
        private const int HighestId = 16_000_000;
        private readonly List<(int Id, int Start, int Length)> _entries = [];
        private char[] _texts = new char[64 * 1024];
        private int _used;
        private int _highest = -1;

        /// <summary>Room for a unit of at most so many UTF-16 units; <see cref="Commit"/> keeps what was written there.</summary>
        public Span<char> Reserve(int length)
        {
            if (_used + length > _texts.Length) Array.Resize(ref _texts, Math.Max(_texts.Length * 2, _used + length));
            return _texts.AsSpan(_used, length);
        }

        public void Commit(int length, int id)
        {
            if (id is < 0 or > HighestId) throw new InvalidDataException($"the vocabulary has the impossible id {id}");
            _entries.Add((id, _used, length));
            _used += length;
            _highest = Math.Max(_highest, id);
        }

        public void Add(string text, int id)
        {
            text.CopyTo(Reserve(text.Length));
            Commit(text.Length, id);
        }

        public Vocabulary Build()
        {
            var starts = new int[_highest + 1];
            var lengths = new int[_highest + 1];
            Array.Fill(lengths, -1);
            foreach (var (id, start, length) in _entries) (starts[id], lengths[id]) = (start, length);

            var texts = _texts.AsSpan(0, _used).ToArray();
            var table = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, _entries.Count * 4L / 3))];
            var mask = table.Length - 1;
            foreach (var (id, start, length) in _entries)
            {
                var slot = string.GetHashCode(texts.AsSpan(start, length)) & mask;
                while (table[slot] != 0) slot = (slot + 1) & mask;
                table[slot] = id + 1;
            }

            return new Vocabulary(texts, starts, lengths, table);
        }
    }
}
