namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>Several normalizers, one after the other.</summary>
internal sealed class SequenceNormalizer(params IReadOnlyList<Normalizer> parts) : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var current = text;
        foreach (var part in parts)
        {
            // The first text stays the caller's: only what was made on the way is disposed here.
            current = !ReferenceEquals(current, text) ? part.Apply(current) : current.Length > 0 ? part.Rewrite(current) : current;
        }

        return current;
    }
}
