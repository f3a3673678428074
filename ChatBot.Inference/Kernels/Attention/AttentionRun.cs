namespace ChatBot.Inference.Kernels.Attention;

/// <summary>Where the numbers of one run of an attention node are. All pointers are ONNX Runtime's, good during the run.</summary>
internal unsafe struct AttentionRun
{
    /// <summary>The first token's queries, keys and values; a row's tokens follow each other, then the next row's.</summary>
    public float* Queries, Keys, Values;

    /// <summary>From one token's queries, keys and values to the next one's, in numbers.</summary>
    public int QueryStride, KeyStride, ValueStride;

    /// <summary>Rows, and new tokens of each.</summary>
    public int Rows, Tokens;

    /// <summary>The cache: [row][key head][capacity][size].</summary>
    public float* CachedKeys, CachedValues;

    /// <summary>Tokens that the cache has room for.</summary>
    public int Capacity;

    /// <summary>Cosines and sines: [position][pairs].</summary>
    public float* Cosines, Sines;

    /// <summary>Pairs that are turned; 0 where the model has no rotary embedding in its attention.</summary>
    public int Pairs;

    /// <summary>The result: [row][token][heads × size].</summary>
    public float* Output;

    /// <summary>Each row's tokens before the new ones: [row].</summary>
    public int* Past;
}
