using System.Runtime.InteropServices;
using ChatBot.Inference.Generation.Caching;
using ChatBot.Inference.Generation.Speculation;

namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>One answer as the scheduler sees it: the tokens known so far, and the row in which they are read. Not thread-safe.</summary>
internal sealed class Sequence
{
    public Sequence(RunningGeneration generation)
    {
        Generation = generation;
        Tokens.AddRange(generation.Request.Prompt);
    }

    public RunningGeneration Generation { get; }

    /// <summary>The prompt and the answer so far.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>Where it is read; null while it waits.</summary>
    public CachedRow? Row { get; set; }

    /// <summary>Whether speculating pays here.</summary>
    public SpeculationGate Speculation { get; } = new();

    /// <summary>Whether the answer must be the same whenever and beside whomever it is written.</summary>
    public bool IsReproducible => Generation.Request.Sampling.Seed is not null;

    /// <summary>Tokens of the answer so far.</summary>
    public int Written => Tokens.Count - Generation.Request.Prompt.Length;

    /// <summary>The tokens that are not in the row yet; at least one.</summary>
    public ReadOnlySpan<int> Unread => CollectionsMarshal.AsSpan(Tokens)[(Row?.Tokens.Count ?? 0)..];

    /// <summary>Whether the next thing to do is a decode step, which other rows can share.</summary>
    public bool IsDecoding => Row is { Tokens.Count: > 0 } && Unread.Length == 1 && (Written > 0 || !IsReproducible);

    /// <summary>Tokens that it may need in all: what the cache's budget has to have room for before it begins.</summary>
    /// <param name="headroom">How far an answer is looked ahead. One that must not be interrupted is looked ahead to its end.</param>
    public int Need(int headroom)
    {
        var left = Generation.Request.MaxTokens - Written;
        return Tokens.Count + (IsReproducible ? left : Math.Min(left, headroom));
    }
}
