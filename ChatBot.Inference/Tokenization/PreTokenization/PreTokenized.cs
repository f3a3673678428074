namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>A part of a text, by its UTF-16 units.</summary>
internal readonly record struct Piece(int Start, int End);

/// <summary>A text on its way to the model, cut into pieces that units never cross. Owns its text. Not thread-safe.</summary>
internal sealed class PreTokenized(AlignedText text) : IDisposable
{
    /// <summary>What the pieces are parts of.</summary>
    public AlignedText Text { get; private set; } = text;

    /// <summary>The pieces, in order, none of them empty.</summary>
    public List<Piece> Pieces { get; private set; } = text.Length > 0 ? [new Piece(0, text.Length)] : [];

    /// <summary>Puts a finer division in place of the present one.</summary>
    public void Replace(List<Piece> pieces) => Pieces = pieces;

    /// <summary>Puts another text and its pieces in place of the present ones.</summary>
    public void Replace(AlignedText text, List<Piece> pieces)
    {
        Text.Dispose();
        Text = text;
        Pieces = pieces;
    }

    /// <inheritdoc/>
    public void Dispose() => Text.Dispose();
}
