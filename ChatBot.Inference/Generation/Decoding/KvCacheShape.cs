using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>The shape of a model's key and value cache.</summary>
/// <param name="Layers">How many layers have a cache.</param>
/// <param name="Heads">Key-value heads a layer.</param>
/// <param name="HeadSize">Numbers a head.</param>
/// <param name="ElementType">Float or Float16.</param>
internal sealed record KvCacheShape(int Layers, int Heads, int HeadSize, TensorElementType ElementType)
{
    public int ElementBytes => ElementType == TensorElementType.Float16 ? 2 : 4;

    /// <summary>Bytes of one token in one head of one layer's keys or values.</summary>
    public int TokenBytes => HeadSize * ElementBytes;

    /// <summary>Bytes one token takes over all layers, keys and values.</summary>
    public long BytesPerToken => 2L * Layers * Heads * TokenBytes;
}
