using System.Runtime.InteropServices;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Cuts pieces at the matches of a pattern.</summary>
/// <param name="pattern">What to look for.</param>
/// <param name="behavior">What becomes of the matches.</param>
/// <param name="invert">Takes what does not match for the match.</param>
internal sealed class SplitPreTokenizer(SplitPattern pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        var pieces = new List<Piece>(text.Pieces.Count);
        var found = new List<PatternSpan>();
        foreach (var piece in text.Pieces)
        {
            found.Clear();
            pattern.Find(text.Text.Span[piece.Start..piece.End], found);
            Cut(piece.Start, CollectionsMarshal.AsSpan(found), pieces);
        }

        text.Replace(pieces);
    }

    private void Cut(int offset, ReadOnlySpan<PatternSpan> found, List<Piece> pieces)
    {
        var first = pieces.Count;
        var (lastMatched, anyEmpty) = (false, false);
        for (var i = 0; i < found.Length; i++)
        {
            var (start, end, isMatch) = found[i];
            var matched = isMatch != invert;
            anyEmpty |= start == end;
            var piece = new Piece(offset + start, offset + end);
            switch (behavior)
            {
                case SplitBehavior.Removed:
                    if (!matched) pieces.Add(piece);
                    break;
                case SplitBehavior.Contiguous when i > 0 && matched == lastMatched:
                case SplitBehavior.MergedWithPrevious when matched && !lastMatched && pieces.Count > first:
                    pieces[^1] = pieces[^1] with { End = piece.End };
                    break;
                case SplitBehavior.MergedWithNext when lastMatched && !matched:
                    pieces[^1] = pieces[^1] with { End = piece.End };
                    break;
                default:
                    pieces.Add(piece);
                    break;
            }

            lastMatched = matched;
        }

        if (anyEmpty) pieces.RemoveAll(piece => piece.Start == piece.End);
    }
}
