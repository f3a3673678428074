namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>Collects the tokens of one text, and on demand where in the original text each came from.</summary>
internal sealed class TokenSink(bool withOffsets, bool withWords = false)
{
    private AlignedText? _text;
    private int _pieceStart;
    private int _word = -1;

    public List<int> Ids { get; } = [];

    public List<TokenSpan>? Spans { get; } = withOffsets ? [] : null;

    /// <summary>Of each token the number of the piece it came from, which reference implementations call its word.</summary>
    public List<int>? Words { get; } = withWords ? [] : null;

    /// <summary>Sets the piece that the following tokens' positions are relative to.</summary>
    public void BeginPiece(AlignedText text, int start)
    {
        _text = text;
        _pieceStart = start;
        _word++;
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
        Words?.Add(_word);
    }

    /// <summary>Adds a token whose place in the original text is known.</summary>
    public void AddAt(int id, int start, int end)
    {
        _word++;
        Words?.Add(_word);
        if (Spans is null) Ids.Add(id);
        else Spans.Add(new TokenSpan(id, start, end));
    }
}
