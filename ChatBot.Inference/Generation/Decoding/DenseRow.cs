using ChatBot.Inference.Kernels.Memory;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// The keys and values of one text as a growing graph wants them: [1, heads, length, head size] without room behind any head. There are two
/// memories, one that a run reads and one that it writes; they change places after it. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class DenseRow : IDisposable
{
    private const int SmallestCapacity = 64;

    private readonly KvCacheShape _shape;
    private byte* _past;
    private byte* _present;
    private int _pastCapacity;
    private int _presentCapacity;

    /// <summary>Takes no memory yet.</summary>
    public DenseRow(KvCacheShape shape) => _shape = shape;

    /// <summary>How many tokens it holds.</summary>
    public int Length { get; private set; }

    /// <summary>The memory it has taken.</summary>
    public long Bytes => _shape.BytesPerToken * (_pastCapacity + _presentCapacity);

    /// <summary>What it holds, as tensors, key then value, layer by layer. The caller disposes them.</summary>
    public OrtValue[] Past()
    {
        if (_past is null) Grow(ref _past, ref _pastCapacity, 1);
        return Views(_past, Length);
    }

    /// <summary>Room for what a run writes, as tensors, key then value, layer by layer. The caller disposes them.</summary>
    public OrtValue[] Present(int total)
    {
        Grow(ref _present, ref _presentCapacity, total);
        return Views(_present, total);
    }

    /// <summary>The run wrote the tensors of <see cref="Present"/>: they are what it holds now.</summary>
    public void Accept(int total)
    {
        var spare = _past;
        _past = _present;
        _present = spare;
        (_pastCapacity, _presentCapacity) = (_presentCapacity, _pastCapacity);
        Length = total;
    }

    /// <summary>Forgets all tokens behind the first <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        if (length == Length) return;

        // Heads move towards the front, the first one first, so that none is written over before it has moved.
        CopyTo(_past, length, 0, length);
        Length = length;
    }

    /// <summary>Makes it the first tokens of another.</summary>
    public void CopyFrom(DenseRow other, int length)
    {
        Grow(ref _present, ref _presentCapacity, length);
        other.CopyTo(_present, length, 0, length);
        Accept(length);
    }

    /// <summary>Copies tokens to a block.</summary>
    public void Save(int start, KvBlock block, int at, int count)
    {
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            var (each, bytes) = ((long)_shape.TokenBytes(tensor), (long)count * _shape.TokenBytes(tensor));
            for (var head = 0; head < _shape.Heads(tensor); head++)
                Buffer.MemoryCopy(_past + _shape.Offset(tensor, head, Length) + (start * each), block.Head(tensor, head) + (at * each), bytes, bytes);
        }
    }

    /// <summary>Appends the first tokens of blocks.</summary>
    public void Append(ReadOnlySpan<KvSegment> segments)
    {
        var total = Length;
        foreach (var segment in segments) total += segment.Count;
        Grow(ref _present, ref _presentCapacity, total);
        CopyTo(_present, total, 0, Length);
        var at = Length;
        foreach (var segment in segments)
        {
            for (var tensor = 0; tensor < _shape.Tensors; tensor++)
            {
                var (each, bytes) = ((long)_shape.TokenBytes(tensor), (long)segment.Count * _shape.TokenBytes(tensor));
                for (var head = 0; head < _shape.Heads(tensor); head++)
                    Buffer.MemoryCopy(segment.Block.Head(tensor, head), _present + _shape.Offset(tensor, head, total) + (at * each), bytes, bytes);
            }

            at += segment.Count;
        }

        Accept(total);
    }

    /// <summary>Gives back the memory that only a run needs, and all of it when it holds nothing.</summary>
    public void Trim()
    {
        Free(ref _present, ref _presentCapacity);
        if (Length == 0) Free(ref _past, ref _pastCapacity);
    }

    public void Dispose()
    {
        Free(ref _past, ref _pastCapacity);
        Free(ref _present, ref _presentCapacity);
    }

    private void CopyTo(byte* target, int targetLength, int at, int count)
    {
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            var (each, bytes) = ((long)_shape.TokenBytes(tensor), (long)count * _shape.TokenBytes(tensor));
            for (var head = 0; head < _shape.Heads(tensor); head++)
                Buffer.MemoryCopy(_past + _shape.Offset(tensor, head, Length), target + _shape.Offset(tensor, head, targetLength) + (at * each), bytes, bytes);
        }
    }

    private OrtValue[] Views(byte* memory, int length)
    {
        var views = new OrtValue[_shape.Tensors];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _shape.ElementType, _shape.Dimensions(i, length),
                (nint)(memory + _shape.Offset(i, 0, length)), (long)_shape.Heads(i) * length * _shape.TokenBytes(i));
        }

        return views;
    }

    private void Grow(ref byte* memory, ref int capacity, int tokens)
    {
        if (tokens <= capacity) return;
        Free(ref memory, ref capacity);
        capacity = Math.Max(SmallestCapacity, tokens + (tokens / 4));
        memory = NativePages.Allocate(_shape.BytesPerToken * capacity);
    }

    private void Free(ref byte* memory, ref int capacity)
    {
        NativePages.Free(memory, _shape.BytesPerToken * capacity);
        memory = null;
        capacity = 0;
    }
}
