namespace ChatBot.Inference.Tokenization;

/// <summary>
/// A text for the model together with the places where what people wrote would otherwise be read as control tokens. Immutable.
/// </summary>
/// <param name="text">The prompt, as the model should read it.</param>
/// <param name="breaks">
/// UTF-16 offsets into <paramref name="text"/>, ascending: an added token that has one of them strictly inside is not recognised
/// and is encoded as the plain text it is. Nothing else changes: the subword units may still reach across.
/// </param>
public sealed class Prompt(string text, IReadOnlyList<int>? breaks = null)
{
    /// <summary>The prompt, as the model should read it.</summary>
    public string Text { get; } = text;

    /// <summary>UTF-16 offsets into <see cref="Text"/>, ascending, across which no added token is recognised.</summary>
    public IReadOnlyList<int> Breaks { get; } = breaks ?? [];

    /// <summary>The text alone, for logs and tests.</summary>
    public override string ToString() => Text;
}
