using ChatBot.Inference.Kernels.Memory;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// The keys and values of a short run of tokens outside of any row: for each tensor of the cache [heads, capacity, head size], key then value, layer by layer.
/// Owns its memory, which goes back to the system when it is disposed; whoever creates it disposes it.
/// </summary>
internal sealed unsafe class KvBlock : IDisposable
{
    private readonly KvCacheShape _shape;
    private byte* _memory;

    public KvBlock(KvCacheShape shape, int capacity)
    {
        (_shape, Capacity) = (shape, capacity);
        _memory = NativePages.Allocate(Bytes);
    }

    /// <summary>The most tokens it holds.</summary>
    public int Capacity { get; }

    public long Bytes => _shape.BytesPerToken * Capacity;

    /// <summary>Where the tokens of one head are, one behind the other.</summary>
    /// <param name="tensor">The cache tensor: twice the layer for keys, one more for values.</param>
    /// <param name="head">The key-value head.</param>
    public byte* Head(int tensor, int head) => _memory + _shape.Offset(tensor, head, Capacity);

    public void Dispose()
    {
        NativePages.Free(_memory, Bytes);
        _memory = null;
    }
}
