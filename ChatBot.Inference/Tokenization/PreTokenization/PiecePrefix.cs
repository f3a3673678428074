using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Puts a character before pieces that do not begin with it.</summary>
internal static class PiecePrefix
{
    /// <param name="text">The pieces.</param>
    /// <param name="prefix">The character; it counts as standing for the first character of its piece.</param>
    /// <param name="firstPieceOnly">Only for the piece at the very beginning of the original text.</param>
    public static void Add(PreTokenized text, char prefix, bool firstPieceOnly)
    {
        var result = new AlignedText(text.Text.IsAligned, text.Text.Length + 16);
        var pieces = text.Pieces;
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, end) = pieces[i];
            var begin = result.Length;
            if (text.Text.Span[start] != prefix && (!firstPieceOnly || text.Text.Original(start, end).Start == 0))
            {
                Rune.DecodeFromUtf16(text.Text.Span[start..], out _, out var first);
                result.Append(prefix, text.Text, start, start + first);
            }

            result.AppendCopy(text.Text, start, end);
            pieces[i] = new Piece(begin, result.Length);
        }

        text.Replace(result, pieces);
    }
}
