namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>Puts a space between tokens: what is done where a file names no decoder.</summary>
internal sealed class JoinStage(DecodeStage next) : ForwardingStage(next)
{
    private bool _any;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (_any) Next.Write(" ");
        _any = true;
        Next.Write(text);
    }
}

/// <summary>Turns SentencePiece's mark into spaces, and drops it from the first token.</summary>
internal sealed class MetaspaceStage(DecodeStage next, char mark, bool keepFirst, bool fused) : ForwardingStage(next)
{
    private bool _first = true;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        var drop = _first && !keepFirst;
        _first = fused;
        if (!text.Contains(mark)) Next.Write(text);
        else Next.Write(drop ? text.ToString().Replace($"{mark}", "", StringComparison.Ordinal) : text.ToString().Replace(mark, ' '));
    }
}

/// <summary>Joins WordPiece's units, and on demand undoes the spaces before punctuation and contractions.</summary>
internal sealed class WordPieceStage(DecodeStage next, string prefix, bool cleanup) : ForwardingStage(next)
{
    private bool _any;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        var word = !_any ? text.ToString()
            : text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].ToString()
            : $" {text}";
        _any = true;
        Next.Write(cleanup ? Clean(word) : word);
    }

    /// <summary>Undoes the spaces before punctuation and in contractions.</summary>
    public static string Clean(string text) => text
        .Replace(" .", ".", StringComparison.Ordinal).Replace(" ?", "?", StringComparison.Ordinal)
        .Replace(" !", "!", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal)
        .Replace(" ' ", "'", StringComparison.Ordinal).Replace(" n't", "n't", StringComparison.Ordinal)
        .Replace(" 'm", "'m", StringComparison.Ordinal).Replace(" do not", " don't", StringComparison.Ordinal)
        .Replace(" 's", "'s", StringComparison.Ordinal).Replace(" 've", "'ve", StringComparison.Ordinal)
        .Replace(" 're", "'re", StringComparison.Ordinal);
}

/// <summary>Turns the suffix that ends words into a space, except at the end of the text.</summary>
internal sealed class SuffixStage(DecodeStage next, string suffix) : ForwardingStage(next)
{
    private string? _held;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (_held is not null) Next.Write(_held.Replace(suffix, " ", StringComparison.Ordinal));
        _held = text.ToString();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_held is not null) Next.Write(_held.Replace(suffix, "", StringComparison.Ordinal));
        _held = null;
        Next.Flush();
    }
}

/// <summary>Hands everything on: from here on there is one token.</summary>
internal sealed class FuseStage(DecodeStage next) : ForwardingStage(next)
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text) => Next.Write(text);
}
