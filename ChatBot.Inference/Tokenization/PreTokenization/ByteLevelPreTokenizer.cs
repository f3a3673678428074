using System.Text.RegularExpressions;
using ChatBot.Inference.Tokenization.Normalization;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>GPT-2's pre-tokenizer: cuts into words by its expression, then writes every byte as its printable stand-in.</summary>
/// <param name="addPrefixSpace">Puts a space before every piece that has none.</param>
/// <param name="useRegex">Cuts into words; otherwise an earlier step has done so.</param>
internal sealed partial class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : PreTokenizer
{
    private static readonly SplitPreTokenizer Words = new(new RegexPattern(Gpt2Words()), SplitBehavior.Isolated);

    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        if (addPrefixSpace) PiecePrefix.Add(text, ' ', firstPieceOnly: false);
        if (useRegex) Words.Apply(text);

        var bytes = new AlignedText(text.Text.IsAligned, text.Text.Length + (text.Text.Length / 4));
        var pieces = text.Pieces;
        for (var i = 0; i < pieces.Count; i++)
        {
            var start = bytes.Length;
            ByteLevelNormalizer.AppendBytes(text.Text, pieces[i].Start, pieces[i].End, bytes);
            pieces[i] = new Piece(start, bytes.Length);
        }

        text.Replace(bytes, pieces);
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Words();
}
