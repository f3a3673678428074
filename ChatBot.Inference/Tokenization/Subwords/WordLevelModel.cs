namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>Whole words only: a piece is a unit or unknown.</summary>
internal sealed class WordLevelModel : SubwordModel
{
    private readonly Vocabulary _vocabulary;
    private readonly int _unknown;

    public WordLevelModel(Vocabulary vocabulary, string unknownToken)
    {
        _vocabulary = vocabulary;
        _unknown = vocabulary.Find(unknownToken);
        if (_unknown < 0) throw new InvalidDataException($"the unknown token '{unknownToken}' is not in the vocabulary");
    }

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        var id = _vocabulary.Find(piece);
        sink.Add(id >= 0 ? id : _unknown, 0, piece.Length);
    }
}
