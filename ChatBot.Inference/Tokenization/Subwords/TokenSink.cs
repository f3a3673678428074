namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>Collects the tokens of one text, and on demand where in the original text each came from.</summary>
internal sealed class TokenSink(bool withOffsets)
{
    private AlignedText? _text;
    private int _pieceStart;

    public List<int> Ids { get; } = [];

    public List<TokenSpan>? Spans { get; } = withOffsets ? [] : null;

    /// <summary>Sets the piece that the following tokens' positions are relative to.</summary>
    public void BeginPiece(AlignedText text, int start)
    {
        _text = text;
        _pieceStart = start;
    }

    /// <summary>Adds a token of the current piece.</summary>
    public void Add(int id, int start, int end)
    {
        if (Spans is null)
        {
            Ids.Add(id);
            return;
        }

        var (originalStart, originalEnd) = _text!.Original(_pieceStart + start, _pieceStart + end);
        Spans.Add(new TokenSpan(id, originalStart, originalEnd));
    }

    /// <summary>Adds a token whose place in the original text is known.</summary>
    public void AddAt(int id, int start, int end)
    {
        if (Spans is null) Ids.Add(id);
        else Spans.Add(new TokenSpan(id, start, end));
    }
}
