namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Where a <see cref="MetaspacePreTokenizer"/> writes its mark although no space stands there.</summary>
internal enum PrependScheme
{
    /// <summary>Before every piece.</summary>
    Always,

    /// <summary>Before the piece at the beginning of the text only.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}

/// <summary>SentencePiece's way: spaces become a visible mark, which each word keeps in front.</summary>
internal sealed class MetaspacePreTokenizer(char mark, PrependScheme scheme, bool split) : PreTokenizer
{
    private readonly SplitPreTokenizer _words = new(new LiteralPattern(mark.ToString()), SplitBehavior.MergedWithNext);

    /// <inheritdoc/>
    public override bool NeedsAlignment => scheme == PrependScheme.First;

    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        var marked = new AlignedText(text.Text.IsAligned, text.Text.Length);
        for (var i = 0; i < text.Text.Length; i++)
        {
            var unit = text.Text.Span[i];
            marked.Append(unit == ' ' ? mark : unit, text.Text, i, i + 1);
        }

        text.Replace(marked, text.Pieces);
        if (scheme != PrependScheme.Never) PiecePrefix.Add(text, mark, scheme == PrependScheme.First);
        if (split) _words.Apply(text);
    }
}
