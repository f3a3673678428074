using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation;

/// <summary>The shape of one layer's key or value cache.</summary>
/// <param name="Layers">How many layers have a cache.</param>
/// <param name="Heads">Key-value heads a layer.</param>
/// <param name="HeadSize">Numbers a head.</param>
/// <param name="ElementType">Float or Float16.</param>
internal sealed record KvCacheShape(int Layers, int Heads, int HeadSize, TensorElementType ElementType)
{
    public int ElementBytes => ElementType == TensorElementType.Float16 ? 2 : 4;

    /// <summary>Bytes one token takes over all layers, keys and values.</summary>
    public long BytesPerToken => 2L * Layers * Heads * HeadSize * ElementBytes;
}

/// <summary>
/// The keys and values of the tokens a model has read so far: for each layer two buffers [1, heads, capacity, head size] that
/// GroupQueryAttention both reads as past and writes as present, so that no step copies them. Memory is taken from the system in whole
/// buffers but becomes resident only as tokens arrive. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class KvCache : IDisposable
{
    private const nuint Alignment = 64;

    private readonly nint[] _buffers;

    public KvCache(KvCacheShape shape, int capacity)
    {
        Shape = shape;
        _buffers = new nint[2 * shape.Layers];
        Tensors = new OrtValue[2 * shape.Layers];
        Allocate(capacity);
    }

    public KvCacheShape Shape { get; }

    /// <summary>The most tokens the buffers hold.</summary>
    public int Capacity { get; private set; }

    /// <summary>The tokens whose keys and values are in the buffers, oldest first.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>The layers' tensors, key then value, layer by layer. Replaced when <see cref="Reserve"/> grows the buffers.</summary>
    public OrtValue[] Tensors { get; }

    /// <summary>Makes room for <paramref name="tokens"/> tokens in all, keeping what is there.</summary>
    /// <returns>Whether <see cref="Tensors"/> were replaced and must be bound again.</returns>
    public bool Reserve(int tokens)
    {
        if (tokens <= Capacity) return false;
        var old = (nint[])_buffers.Clone();
        var (oldCapacity, oldTensors) = (Capacity, (OrtValue[])Tensors.Clone());
        Allocate(tokens);
        var used = (long)Tokens.Count * Shape.HeadSize * Shape.ElementBytes;
        for (var i = 0; i < old.Length; i++)
        {
            for (var head = 0; head < Shape.Heads; head++)
            {
                Buffer.MemoryCopy((void*)(old[i] + HeadOffset(head, oldCapacity)), (void*)(_buffers[i] + HeadOffset(head, Capacity)), used, used);
            }

            oldTensors[i].Dispose();
            NativeMemory.AlignedFree((void*)old[i]);
        }

        return true;
    }

    /// <summary>Forgets all tokens behind the first <paramref name="length"/>; their memory is written again by the next ones.</summary>
    public void TruncateTo(int length) => Tokens.RemoveRange(length, Tokens.Count - length);

    public void Dispose()
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            Tensors[i]?.Dispose();
            NativeMemory.AlignedFree((void*)_buffers[i]);
            _buffers[i] = 0;
        }
    }

    private nint HeadOffset(int head, int capacity) => (nint)((long)head * capacity * Shape.HeadSize * Shape.ElementBytes);

    private void Allocate(int capacity)
    {
        var bytes = (long)Shape.Heads * capacity * Shape.HeadSize * Shape.ElementBytes;
        long[] dimensions = [1, Shape.Heads, capacity, Shape.HeadSize];
        for (var i = 0; i < _buffers.Length; i++)
        {
            _buffers[i] = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            Tensors[i] = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, Shape.ElementType, dimensions, _buffers[i], bytes);
        }

        Capacity = capacity;
    }
}
