namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>Turns one piece of pre-tokenised text into units of the vocabulary. Immutable and thread-safe.</summary>
internal abstract class SubwordModel
{
    /// <summary>Adds the piece's tokens to <paramref name="sink"/>, with positions relative to the piece.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> piece, TokenSink sink);
}
