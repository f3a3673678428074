namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>WordPiece, as BERT does it: the longest unit first; a word with a part outside the vocabulary is unknown as a whole.</summary>
/// <remarks>
/// Our own rather than Microsoft.ML.Tokenizers' <c>WordPieceTokenizer</c>, whose offsets refer to the normalised text: answers
/// would be cut wrongly behind every removed accent or control character.
/// </remarks>
internal sealed class WordPieceModel : SubwordModel
{
    private readonly Vocabulary _vocabulary;
    private readonly string _prefix;
    private readonly int _unknown;
    private readonly int _longestWord;

    /// <param name="vocabulary">All units.</param>
    /// <param name="unknownToken">The unit for unknown words.</param>
    /// <param name="prefix">Written before units inside a word, usually <c>##</c>.</param>
    /// <param name="longestWord">Words of more code points are unknown.</param>
    public WordPieceModel(Vocabulary vocabulary, string unknownToken, string prefix, int longestWord)
    {
        _vocabulary = vocabulary;
        _prefix = prefix;
        _longestWord = longestWord;
        _unknown = vocabulary.Find(unknownToken);
        if (_unknown < 0) throw new InvalidDataException($"the unknown token '{unknownToken}' is not in the vocabulary");
    }

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (piece.IsEmpty) return;
        if (IsTooLong(piece))
        {
            sink.Add(_unknown, 0, piece.Length);
            return;
        }

        // The prefix is written over what has been taken already, right before the rest.
        Span<char> buffer = stackalloc char[_prefix.Length + piece.Length];
        var word = buffer[_prefix.Length..];
        piece.CopyTo(word);
        Span<(int Id, int Start, int End)> found = stackalloc (int, int, int)[piece.Length];
        var count = 0;
        for (var start = 0; start < piece.Length;)
        {
            if (start > 0) _prefix.CopyTo(buffer[start..]);
            var lead = start > 0 ? _prefix.Length : 0;
            var from = _prefix.Length + start - lead;
            var id = -1;
            var end = Math.Min(piece.Length, start + _vocabulary.LongestText);
            for (; end > start; end--)
            {
                if (end < piece.Length && char.IsLowSurrogate(piece[end])) continue;
                id = _vocabulary.Find(buffer.Slice(from, lead + end - start));
                if (id >= 0) break;
            }

            if (id < 0)
            {
                sink.Add(_unknown, 0, piece.Length);
                return;
            }

            found[count++] = (id, start, end);
            start = end;
        }

        foreach (var (id, start, end) in found[..count]) sink.Add(id, start, end);
    }

    private bool IsTooLong(ReadOnlySpan<char> piece)
    {
        if (piece.Length <= _longestWord) return false;
        if (piece.Length > 2 * (long)_longestWord || piece.Length > 4096) return true;
        var codePoints = 0;
        foreach (var _ in piece.EnumerateRunes()) codePoints++;
        return codePoints > _longestWord;
    }
}
