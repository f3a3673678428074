using System.Buffers;
using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>
/// SentencePiece's unigram model as Hugging Face's <c>Unigram</c> does it: of all ways to cut a piece into units, the one whose scores sum highest
/// (Kudo: Subword regularization, https://arxiv.org/abs/1804.10959), found by Viterbi's algorithm.
/// </summary>
internal sealed class UnigramModel : SubwordModel
{
    /// <summary>How much worse than the worst unit an unknown character is; SentencePiece's <c>kUnkPenalty</c>.</summary>
    private const double UnknownPenalty = 10;

    private readonly Vocabulary _vocabulary;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int _unknown;
    private readonly int[]? _bytes;

    /// <param name="vocabulary">All units.</param>
    /// <param name="scores">A score for each id, a logarithm of a probability.</param>
    /// <param name="unknown">The id for unknown characters; null for none.</param>
    /// <param name="byteFallback">Whether unknown characters become tokens such as <c>&lt;0xE2&gt;</c>, one a byte.</param>
    public UnigramModel(Vocabulary vocabulary, double[] scores, int? unknown, bool byteFallback)
    {
        if (unknown is { } id && (id < 0 || id >= scores.Length)) throw new InvalidDataException($"the unknown token's id {id} is not in the vocabulary");
        (_vocabulary, _scores, _unknown) = (vocabulary, scores, unknown ?? -1);
        _unknownScore = scores.DefaultIfEmpty(0).Min() - UnknownPenalty;
        if (!byteFallback) return;
        _bytes = [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")))];
    }

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (piece.IsEmpty) return;
        var best = ArrayPool<Step>.Shared.Rent(piece.Length + 1);
        try
        {
            FindBestPath(piece, best.AsSpan(0, piece.Length + 1));
            Emit(piece, best, sink);
        }
        finally
        {
            ArrayPool<Step>.Shared.Return(best);
        }
    }

    /// <summary>Of the best cut up to each place: its score and its last unit.</summary>
    private void FindBestPath(ReadOnlySpan<char> piece, Span<Step> best)
    {
        best.Fill(new Step(double.NegativeInfinity, -1, 0));
        best[0] = new Step(0, -1, 0);
        for (int start = 0, single; start < piece.Length; start += single)
        {
            single = char.IsHighSurrogate(piece[start]) && start + 1 < piece.Length ? 2 : 1;
            var known = false;
            var longest = Math.Min(_vocabulary.LongestText, piece.Length - start);
            for (var length = 1; length <= longest; length++)
            {
                if (_vocabulary.Find(piece.Slice(start, length)) is not (>= 0 and var id)) continue;
                Offer(best, start, start + length, id, _scores[id]);
                known |= length == single;
            }

            if (!known) Offer(best, start, start + single, _unknown, _unknownScore);
        }
    }

    /// <summary>Of equals the one found first stays, as in the reference.</summary>
    private static void Offer(Span<Step> best, int start, int end, int id, double score)
    {
        score += best[start].Score;
        if (best[end].Start < 0 || score > best[end].Score) best[end] = new Step(score, start, id);
    }

    private void Emit(ReadOnlySpan<char> piece, Step[] best, TokenSink sink)
    {
        var cuts = new Stack<int>();
        for (var end = piece.Length; end > 0; end = best[end].Start) cuts.Push(end);
        for (var start = 0; cuts.TryPop(out var end); start = end)
        {
            if (best[end].Id != _unknown)
            {
                sink.Add(best[end].Id, start, end);
                continue;
            }

            // Neighbouring unknown characters are one.
            while (cuts.TryPeek(out var next) && best[next].Id == _unknown) end = cuts.Pop();
            AddUnknown(piece, start, end, sink);
        }
    }

    private void AddUnknown(ReadOnlySpan<char> piece, int start, int end, TokenSink sink)
    {
        // Where somebody wrote the unknown token's own text, it is known.
        if (_bytes is not null && _vocabulary.Find(piece[start..end]) < 0
            && Array.TrueForAll(Encoding.UTF8.GetBytes(piece[start..end].ToArray()), value => _bytes[value] >= 0))
        {
            foreach (var value in Encoding.UTF8.GetBytes(piece[start..end].ToArray())) sink.Add(_bytes[value], start, end);
        }
        else if (_unknown >= 0)
        {
            sink.Add(_unknown, start, end);
        }
        else
        {
            throw new InvalidDataException("The text has characters that the vocabulary does not know, and it has no token for such.");
        }
    }

    /// <param name="Score">Of the best cut that ends here.</param>
    /// <param name="Start">Where its last unit begins; negative where there is no cut.</param>
    /// <param name="Id">Its last unit.</param>
    private readonly record struct Step(double Score, int Start, int Id);
}
