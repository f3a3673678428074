namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>What a scheduler has to keep to.</summary>
internal sealed record SchedulerLimits
{
    /// <summary>Memory for all keys and values, those of remembered texts too.</summary>
    public long CacheBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// Whether the processor computes a row the same, to the last bit, whatever rows run beside it and however a prompt is cut
    /// (<see cref="Decoding.RowIndependence"/>). Where it does not, answers that are to be reproducible run alone.
    /// </summary>
    public bool RowsAreIndependent { get; init; } = true;

    /// <summary>Whether to try <see cref="Speculation.PromptLookup"/>.</summary>
    public bool Speculate { get; init; } = true;

    /// <summary>How many normal decode steps one chunk of a prompt may delay running answers.</summary>
    public double DelayInSteps { get; init; } = 2.5;
}
