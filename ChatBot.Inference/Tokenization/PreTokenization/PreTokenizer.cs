namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Cuts a text into pieces before the model sees it. Immutable and thread-safe.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Whether it must know where pieces lie in the original text.</summary>
    public virtual bool NeedsAlignment => false;

    /// <summary>Cuts every piece further, and may rewrite the text.</summary>
    public abstract void Apply(PreTokenized text);
}

/// <summary>Several pre-tokenizers, one after the other.</summary>
internal sealed class SequencePreTokenizer(params IReadOnlyList<PreTokenizer> parts) : PreTokenizer
{
    /// <inheritdoc/>
    public override bool NeedsAlignment => parts.Any(part => part.NeedsAlignment);

    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        foreach (var part in parts) part.Apply(text);
    }
}
