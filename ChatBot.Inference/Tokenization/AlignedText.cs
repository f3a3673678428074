using System.Buffers;
using System.Text;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// A text under normalisation. Where asked for, each UTF-16 unit remembers the range of the original text it stands for, so
/// that offsets survive whatever is inserted, removed or rewritten. Its buffers are pooled: dispose it. Not thread-safe.
/// </summary>
internal sealed class AlignedText : IDisposable
{
    private char[] _text;
    private int[]? _starts;
    private int[]? _ends;

    public AlignedText(bool aligned, int capacity)
    {
        capacity = Math.Max(capacity, 16);
        _text = ArrayPool<char>.Shared.Rent(capacity);
        if (!aligned) return;
        _starts = ArrayPool<int>.Shared.Rent(capacity);
        _ends = ArrayPool<int>.Shared.Rent(capacity);
    }

    /// <summary>The original text itself, or a part of it that begins at <paramref name="offset"/>.</summary>
    public static AlignedText Of(ReadOnlySpan<char> original, int offset, bool aligned)
    {
        var text = new AlignedText(aligned, original.Length);
        original.CopyTo(text._text);
        text.Length = original.Length;
        if (text._starts is { } starts)
        {
            var ends = text._ends!;
            for (var i = 0; i < original.Length; i++)
            {
                starts[i] = offset + i;
                ends[i] = offset + i + 1;
            }
        }

        return text;
    }

    public int Length { get; private set; }

    public bool IsAligned => _starts is not null;

    public ReadOnlySpan<char> Span => _text.AsSpan(0, Length);

    /// <summary>The range of the original text behind the units from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public (int Start, int End) Original(int start, int end)
    {
        if (_starts is null || Length == 0) return (0, 0);
        if (start >= end)
        {
            var at = start < Length ? _starts[start] : _ends![Length - 1];
            return (at, at);
        }

        return (_starts[start], Math.Max(_starts[start], _ends![end - 1]));
    }

    /// <summary>Appends one unit that stands for the units from <paramref name="from"/> to <paramref name="to"/> of another text.</summary>
    public void Append(char unit, AlignedText source, int from, int to)
    {
        if (Length == _text.Length) Grow(Length + 1);
        _text[Length] = unit;
        if (_starts is not null) (_starts[Length], _ends![Length]) = source.Original(from, to);
        Length++;
    }

    /// <summary>Appends units that each stand for the same part of another text.</summary>
    public void Append(ReadOnlySpan<char> units, AlignedText source, int from, int to)
    {
        foreach (var unit in units) Append(unit, source, from, to);
    }

    /// <summary>Appends a code point that stands for a part of another text.</summary>
    public void Append(Rune rune, AlignedText source, int from, int to)
    {
        Span<char> units = stackalloc char[2];
        Append(units[..rune.EncodeToUtf16(units)], source, from, to);
    }

    /// <summary>Appends a part of another text unchanged.</summary>
    public void AppendCopy(AlignedText source, int from, int to)
    {
        var count = to - from;
        if (Length + count > _text.Length) Grow(Length + count);
        source._text.AsSpan(from, count).CopyTo(_text.AsSpan(Length));
        if (_starts is not null)
        {
            source._starts.AsSpan(from, count).CopyTo(_starts.AsSpan(Length));
            source._ends.AsSpan(from, count).CopyTo(_ends.AsSpan(Length));
        }

        Length += count;
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_text);
        if (_starts is not null) ArrayPool<int>.Shared.Return(_starts);
        if (_ends is not null) ArrayPool<int>.Shared.Return(_ends);
        _text = [];
        _starts = _ends = null;
        Length = 0;
    }

    private void Grow(int needed)
    {
        var capacity = Math.Max(needed, _text.Length * 2);
        Resize(ref _text, capacity);
        if (_starts is null) return;
        Resize(ref _starts, capacity);
        Resize(ref _ends!, capacity);
    }

    private void Resize<T>(ref T[] buffer, int capacity)
    {
        var larger = ArrayPool<T>.Shared.Rent(capacity);
        buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<T>.Shared.Return(buffer);
        buffer = larger;
    }
}
