namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>Drops up to some copies of a character at the beginning and at the end of each token.</summary>
internal sealed class StripStage(DecodeStage next, char content, int start, int end) : ForwardingStage(next)
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (from < start && from < text.Length && text[from] == content) from++;
        var to = text.Length;
        while (text.Length - to < end && to > from && text[to - 1] == content) to--;
        Next.Write(text[from..to]);
    }
}

/// <summary>The same behind fused tokens: possible ends wait.</summary>
internal sealed class FusedStripStage(DecodeStage next, char content, int start, int end) : ForwardingStage(next)
{
    private int _toStrip = start;
    private int _held;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        while (_toStrip > 0 && text.Length > 0)
        {
            if (text[0] == content)
            {
                text = text[1..];
                _toStrip--;
            }
            else
            {
                _toStrip = 0;
            }
        }

        if (text.IsEmpty) return;
        if (end == 0)
        {
            Next.Write(text);
            return;
        }

        var body = text.TrimEnd(content);
        var trailing = text.Length - body.Length;
        if (body.Length > 0)
        {
            WriteContent(_held);
            _held = 0;
            Next.Write(body);
        }

        _held += trailing;
        WriteContent(_held - end);
        _held = Math.Min(_held, end);
    }

    private void WriteContent(int count)
    {
        for (var i = 0; i < count; i++) Next.Write([content]);
    }
}
