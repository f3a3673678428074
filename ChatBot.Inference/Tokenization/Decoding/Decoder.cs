namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>A step of the <c>decoder</c> section. Immutable and thread-safe.</summary>
internal abstract class Decoder
{
    /// <summary>Whether one long token comes out, whatever goes in.</summary>
    public virtual bool Fuses => false;

    /// <summary>A stage for one answer.</summary>
    /// <param name="next">The stage behind it.</param>
    /// <param name="fused">Whether parts of one long token go in rather than tokens.</param>
    public abstract DecodeStage Attach(DecodeStage next, bool fused);
}

/// <summary>Made by <paramref name="attach"/>; for the steps that need no class of their own.</summary>
internal sealed class SimpleDecoder(Func<DecodeStage, bool, DecodeStage> attach, bool fuses = false) : Decoder
{
    /// <inheritdoc/>
    public override bool Fuses => fuses;

    /// <inheritdoc/>
    public override DecodeStage Attach(DecodeStage next, bool fused) => attach(next, fused);
}

/// <summary>Several steps, one after the other.</summary>
internal sealed class SequenceDecoder(params IReadOnlyList<Decoder> parts) : Decoder
{
    /// <inheritdoc/>
    public override bool Fuses => parts.Any(part => part.Fuses);

    /// <inheritdoc/>
    public override DecodeStage Attach(DecodeStage next, bool fused)
    {
        for (var i = parts.Count - 1; i >= 0; i--) next = parts[i].Attach(next, fused || parts.Take(i).Any(part => part.Fuses));
        return next;
    }
}
