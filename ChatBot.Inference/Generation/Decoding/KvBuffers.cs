using System.Runtime.InteropServices;
using ChatBot.Inference.Kernels.Memory;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// The keys and values of several rows: for each layer two buffers [rows, heads, capacity, head size] that GroupQueryAttention both reads as
/// past and writes as present, so that no step copies them. Neighbouring rows are one tensor without copying. Memory is taken from
/// the system in whole buffers but becomes resident only as tokens arrive. Knows places, not slots. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class KvBuffers : IDisposable
{
    private readonly nint[] _buffers;
    private int[] _written = [];

    /// <summary>Takes no memory yet.</summary>
    public KvBuffers(KvCacheShape shape)
    {
        Shape = shape;
        _buffers = new nint[shape.Tensors];
    }

    public KvCacheShape Shape { get; }

    /// <summary>How many rows there is memory for.</summary>
    public int Rows => _written.Length;

    /// <summary>The most tokens a row holds.</summary>
    public int Capacity { get; private set; }

    /// <summary>Grows when the buffers are replaced: tensors made before are then over memory that is gone.</summary>
    public int Version { get; private set; }

    /// <summary>Memory that is resident because tokens were written there, whether or not they are still needed.</summary>
    public long ResidentBytes => _written.Sum(static tokens => (long)tokens) * Shape.BytesPerToken;

    /// <summary>Changes the number and size of the rows, keeping what is in them. One layer is moved after the other, so that only one is there twice.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="capacity">At least the longest row.</param>
    /// <param name="lengths">The tokens to keep of each row there is.</param>
    public void Reshape(int rows, int capacity, ReadOnlySpan<int> lengths)
    {
        var (oldCapacity, oldRows, kept) = (Capacity, Rows, Math.Min(rows, Rows));
        _written = new int[rows];
        Capacity = capacity;
        lengths[..kept].CopyTo(_written);
        for (var i = 0; i < _buffers.Length; i++)
        {
            var old = (byte*)_buffers[i];
            var (oldHead, oldRow) = ((long)oldCapacity * Shape.TokenBytes(i), (long)oldCapacity * Shape.TokenBytes(i) * Shape.Heads(i));
            var fresh = NativePages.Allocate(RowBytes(i) * rows);
            for (var row = 0; row < kept; row++) Copy(i, old + (row * oldRow), oldHead, fresh + (row * RowBytes(i)), HeadBytes(i), lengths[row]);
            NativePages.Free(old, oldRow * oldRows);
            _buffers[i] = (nint)fresh;
        }

        Version++;
    }

    /// <summary>Neighbouring rows as tensors [count, heads, capacity, head size], key then value, layer by layer. The caller disposes them.</summary>
    public OrtValue[] View(int place, int count)
    {
        var tensors = new OrtValue[_buffers.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            long[] dimensions = [count, Shape.Heads(i), Capacity, Shape.HeadSize(i)];
            tensors[i] = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, Shape.ElementType, dimensions, (nint)Row(i, place), RowBytes(i) * count);
        }

        return tensors;
    }

    /// <summary>A run wrote tokens up to here.</summary>
    public void Written(int place, int length) => _written[place] = Math.Max(_written[place], length);

    /// <summary>Makes the first tokens of a row those of another.</summary>
    public void Copy(int from, int to, int length)
    {
        for (var i = 0; i < _buffers.Length; i++) Copy(i, Row(i, from), HeadBytes(i), Row(i, to), HeadBytes(i), length);
        Written(to, length);
    }

    /// <summary>Exchanges two rows.</summary>
    public void Swap(int a, int lengthA, int b, int lengthB)
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            var (bytesA, bytesB) = ((long)lengthA * Shape.TokenBytes(i), (long)lengthB * Shape.TokenBytes(i));
            var spare = (byte*)NativeMemory.Alloc((nuint)bytesA);
            for (var head = 0; head < Shape.Heads(i); head++)
            {
                var first = Row(i, a) + (head * HeadBytes(i));
                var second = Row(i, b) + (head * HeadBytes(i));
                Buffer.MemoryCopy(first, spare, bytesA, bytesA);
                Buffer.MemoryCopy(second, first, HeadBytes(i), bytesB);
                Buffer.MemoryCopy(spare, second, HeadBytes(i), bytesA);
            }

            NativeMemory.Free(spare);
        }

        Written(a, lengthB);
        Written(b, lengthA);
    }

    /// <summary>Copies tokens of a row to a block.</summary>
    public void Save(int place, int start, KvBlock block, int at, int count)
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            var (each, bytes) = ((long)Shape.TokenBytes(i), (long)count * Shape.TokenBytes(i));
            for (var head = 0; head < Shape.Heads(i); head++)
                Buffer.MemoryCopy(Row(i, place) + (head * HeadBytes(i)) + (start * each), block.Head(i, head) + (at * each), bytes, bytes);
        }
    }

    /// <summary>Copies the first tokens of a block to a row.</summary>
    public void Load(int place, int start, KvBlock block, int count)
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            var (each, bytes) = ((long)Shape.TokenBytes(i), (long)count * Shape.TokenBytes(i));
            for (var head = 0; head < Shape.Heads(i); head++)
                Buffer.MemoryCopy(block.Head(i, head), Row(i, place) + (head * HeadBytes(i)) + (start * each), bytes, bytes);
        }

        Written(place, start + count);
    }

    /// <summary>Gives the memory behind a row's tokens back.</summary>
    public void Discard(int place, int length)
    {
        if (_written[place] <= length) return;
        for (var i = 0; i < _buffers.Length; i++)
        {
            var each = (long)Shape.TokenBytes(i);
            for (var head = 0; head < Shape.Heads(i); head++)
                NativePages.Discard(Row(i, place) + (head * HeadBytes(i)) + (length * each), (_written[place] - length) * each);
        }

        _written[place] = length;
    }

    public void Dispose()
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            NativePages.Free((byte*)_buffers[i], RowBytes(i) * Rows);
            _buffers[i] = 0;
        }
    }

    private long HeadBytes(int tensor) => (long)Capacity * Shape.TokenBytes(tensor);

    private long RowBytes(int tensor) => HeadBytes(tensor) * Shape.Heads(tensor);

    private byte* Row(int tensor, int place) => (byte*)_buffers[tensor] + (place * RowBytes(tensor));

    private void Copy(int tensor, byte* from, long fromStride, byte* to, long toStride, int length)
    {
        var bytes = (long)length * Shape.TokenBytes(tensor);
        for (var head = 0; head < Shape.Heads(tensor); head++) Buffer.MemoryCopy(from + (head * fromStride), to + (head * toStride), bytes, bytes);
    }
}
