namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>The end of the chain: collects decoded text and hands it out in whole code points.</summary>
internal sealed class TextBuffer : DecodeStage
{
    private char[] _units = new char[64];
    private int _count;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (_count + text.Length > _units.Length) Array.Resize(ref _units, Math.Max(_units.Length * 2, _count + text.Length));
        text.CopyTo(_units.AsSpan(_count));
        _count += text.Length;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <summary>What has been collected since the last time.</summary>
    /// <param name="all">Also the first half of a surrogate pair at the end, which otherwise waits for the second.</param>
    public string Take(bool all)
    {
        var ready = !all && _count > 0 && char.IsHighSurrogate(_units[_count - 1]) ? _count - 1 : _count;
        if (ready == 0) return "";
        var text = new string(_units, 0, ready);
        if (ready < _count) _units[0] = _units[ready];
        _count -= ready;
        return text;
    }
}
