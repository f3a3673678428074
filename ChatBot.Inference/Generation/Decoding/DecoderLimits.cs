using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>How much a decoder takes on at once.</summary>
internal sealed record DecoderLimits
{
    /// <summary>Bound on attention's scratch memory of one run: query heads × tokens × capacity floats.</summary>
    private const long ScratchBytes = 64L << 20;

    /// <summary>Bound on the scores of one run, for graphs that score every position.</summary>
    private const long LogitsBytes = 64L << 20;

    private const int ShortestChunk = 16;

    /// <summary>The most tokens that are scored in one run where the graph leaves open how many.</summary>
    public const int LongestVerify = 32;

    /// <summary>How many rows.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>The most tokens of one run: beyond a few hundred a longer one no longer helps the matrix products.</summary>
    public int LongestChunk { get; init; } = 512;

    /// <summary>Tokens that the cache has room for at first.</summary>
    public int SmallestCapacity { get; init; } = 512;

    /// <summary>The graph's query heads.</summary>
    public int QueryHeads { get; init; } = 32;

    /// <summary>The most tokens of one run of a graph, as far as its scores' memory goes.</summary>
    public int ChunkFor(DecoderSignature signature)
    {
        if (signature.LastLogitsOnly) return LongestChunk;
        var position = (long)signature.Vocabulary * (signature.LogitsType == TensorElementType.Float16 ? 2 : 4);
        return (int)Math.Clamp(LogitsBytes / position, 1, LongestChunk);
    }

    /// <summary>The most tokens of one run over rows of a capacity.</summary>
    public int WithinScratch(int chunk, int capacity) => (int)Math.Clamp(
        ScratchBytes / (Math.Max(1, capacity) * (long)QueryHeads * sizeof(float)), Math.Min(ShortestChunk, chunk), chunk);
}
