using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Cuts pieces into runs of equally many code points; the last of each may be shorter.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        var pieces = new List<Piece>(text.Pieces.Count);
        foreach (var piece in text.Pieces)
        {
            var (start, at, count) = (piece.Start, piece.Start, 0);
            while (at < piece.End)
            {
                Rune.DecodeFromUtf16(text.Text.Span[at..piece.End], out _, out var units);
                at += units;
                if (++count < length && at < piece.End) continue;
                pieces.Add(new Piece(start, at));
                (start, count) = (at, 0);
            }
        }

        text.Replace(pieces);
    }
}
