namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>
/// Rewrites a text before it is cut into pieces, keeping track of where everything came from. Immutable and thread-safe.
/// </summary>
internal abstract class Normalizer
{
    /// <summary>
    /// The normalised text: the same object where nothing changes, else a new one. The caller disposes both; see
    /// <see cref="Apply"/>.
    /// </summary>
    /// <param name="text">The text, not empty.</param>
    public abstract AlignedText Rewrite(AlignedText text);

    /// <summary>Rewrites a text and disposes it when another takes its place.</summary>
    public AlignedText Apply(AlignedText text)
    {
        if (text.Length == 0) return text;
        var result = Rewrite(text);
        if (!ReferenceEquals(result, text)) text.Dispose();
        return result;
    }
}
