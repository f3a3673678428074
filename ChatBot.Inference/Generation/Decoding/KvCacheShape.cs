using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// The shape of a model's key and value cache: a tensor of keys and one of values for each layer that has a cache, and not all of the same size.
/// In memory of our own they lie one behind the other, for any number of tokens. Immutable.
/// </summary>
internal sealed class KvCacheShape
{
    private readonly (int Heads, int HeadSize)[] _tensors;
    private readonly long[] _before;

    /// <param name="tensors">Key-value heads and numbers a head, key then value, layer by layer.</param>
    /// <param name="elementType">Float or Float16.</param>
    /// <param name="isJoint">Whether a tensor holds a layer's keys and behind them its values, [2, batch, heads, length, head size], as GPT-2's exports have it.</param>
    public KvCacheShape(IEnumerable<(int Heads, int HeadSize)> tensors, TensorElementType elementType, bool isJoint = false)
    {
        // Keys and values of one text are then twice as many heads, one behind the other.
        (_tensors, ElementType, IsJoint) = ([.. tensors.Select(tensor => (isJoint ? 2 * tensor.Heads : tensor.Heads, tensor.HeadSize))], elementType, isJoint);
        _before = new long[_tensors.Length + 1];
        for (var i = 0; i < _tensors.Length; i++) _before[i + 1] = _before[i] + ((long)Heads(i) * TokenBytes(i));
        MostHeads = _tensors.Max(tensor => tensor.Heads) / (isJoint ? 2 : 1);
    }

    public TensorElementType ElementType { get; }

    /// <summary>Whether keys and values of a layer are one tensor.</summary>
    public bool IsJoint { get; }

    /// <summary>How many tensors: twice the layers that have a cache, or once where <see cref="IsJoint"/>.</summary>
    public int Tensors => _tensors.Length;

    /// <summary>The most key-value heads of a layer.</summary>
    public int MostHeads { get; }

    /// <summary>Bytes one token takes over all layers, keys and values.</summary>
    public long BytesPerToken => _before[^1];

    /// <summary>Key-value heads of a tensor, those of its keys and of its values where it has both.</summary>
    public int Heads(int tensor) => _tensors[tensor].Heads;

    /// <summary>Numbers a head of a tensor.</summary>
    public int HeadSize(int tensor) => _tensors[tensor].HeadSize;

    /// <summary>Bytes of one token in one head of a tensor.</summary>
    public int TokenBytes(int tensor) => _tensors[tensor].HeadSize * (ElementType == TensorElementType.Float16 ? 2 : 4);

    /// <summary>The dimensions of a tensor that holds one text.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="length">How many tokens the text has.</param>
    public long[] Dimensions(int tensor, int length) =>
        IsJoint ? [2, 1, Heads(tensor) / 2, length, HeadSize(tensor)] : [1, Heads(tensor), length, HeadSize(tensor)];

    /// <summary>Where a head begins in memory that holds all tensors, each [heads, length, head size], in bytes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="head">Its head.</param>
    /// <param name="length">For how many tokens there is room.</param>
    public long Offset(int tensor, int head, int length) => (_before[tensor] + ((long)head * TokenBytes(tensor))) * length;
}
