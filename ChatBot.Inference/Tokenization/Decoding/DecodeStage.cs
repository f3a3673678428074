namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>
/// One step from tokens back to text, with the state of one answer: text goes in token by token and comes out as early as it is
/// certain. Not thread-safe.
/// </summary>
internal abstract class DecodeStage
{
    /// <summary>Takes the next token, or the next part of the one long token that remains once tokens have been fused.</summary>
    public abstract void Write(ReadOnlySpan<char> text);

    /// <summary>Gives out what was held back: nothing more will come.</summary>
    public abstract void Flush();
}

/// <summary>A step with another behind it.</summary>
internal abstract class ForwardingStage(DecodeStage next) : DecodeStage
{
    /// <summary>The step behind.</summary>
    protected DecodeStage Next { get; } = next;

    /// <inheritdoc/>
    public override void Flush() => Next.Flush();
}
