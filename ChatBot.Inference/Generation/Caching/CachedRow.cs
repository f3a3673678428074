using System.Runtime.InteropServices;

namespace ChatBot.Inference.Generation.Caching;

/// <summary>A decoder's row and the tokens whose keys and values are in it. Not thread-safe: it belongs to the engine's thread.</summary>
internal sealed class CachedRow(int slot)
{
    /// <summary>The decoder's number for it.</summary>
    public int Slot { get; } = slot;

    /// <summary>What the row holds, oldest first.</summary>
    public List<int> Tokens { get; } = [];

    public ReadOnlySpan<int> Span => CollectionsMarshal.AsSpan(Tokens);

    /// <summary>
    /// How many of the first tokens were read several at a time, as a prompt is. One token at a time, as in an answer, goes through other kernels, whose
    /// sums differ in the last digits.
    /// </summary>
    public int Prefilled { get; set; }

    /// <summary>Whether an answer is being written here; else the row is only a memory.</summary>
    public bool InUse { get; set; }

    /// <summary>When it was last in use, in the cache's own count.</summary>
    public long LastUsed { get; set; }

    /// <summary>Forgets the tokens behind the first ones.</summary>
    public void Truncate(int length)
    {
        if (length < Tokens.Count) Tokens.RemoveRange(length, Tokens.Count - length);
        Prefilled = Math.Min(Prefilled, length);
    }
}
