namespace ChatBot.Inference.Kernels.Attention;

/// <summary>What all runs of an attention node have in common.</summary>
/// <param name="Heads">Heads of queries.</param>
/// <param name="KeyHeads">Heads of keys and of values; several heads of queries share one.</param>
/// <param name="Size">Numbers of a head, a multiple of 16, at most 256.</param>
/// <param name="Scale">What dot products are multiplied with.</param>
/// <param name="Window">How many tokens a query sees at most, its own among them; 0 is all.</param>
/// <param name="Softcap">See <see cref="AttentionPart.Four"/>.</param>
internal sealed record AttentionShape(int Heads, int KeyHeads, int Size, float Scale, int Window, float Softcap)
{
    /// <summary>Heads of queries that share one of keys.</summary>
    public int Group => Heads / KeyHeads;

    /// <summary>The first token that one at a position sees.</summary>
    public int FirstSeen(int position) => Window == 0 ? 0 : Math.Max(0, position + 1 - Window);
}
