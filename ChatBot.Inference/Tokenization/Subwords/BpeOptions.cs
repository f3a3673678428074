namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>What a <c>tokenizer.json</c> says about its byte-pair encoding beside vocabulary and merges.</summary>
internal sealed record BpeOptions
{
    public string? UnknownToken { get; init; }

    /// <summary>Written before every unit but a word's first; null or empty for none.</summary>
    public string? ContinuingPrefix { get; init; }

    /// <summary>Written behind a word's last unit; null or empty for none.</summary>
    public string? EndOfWordSuffix { get; init; }

    public bool FuseUnknown { get; init; }

    /// <summary>Characters outside the vocabulary become tokens such as <c>&lt;0xE2&gt;</c>, one a byte.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>A piece that is a unit itself is taken whole, whatever the merges give.</summary>
    public bool IgnoreMerges { get; init; }
}
