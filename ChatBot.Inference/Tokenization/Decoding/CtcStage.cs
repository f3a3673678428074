using System.Text;

namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>
/// Connectionist temporal classification: a token that repeats the one before is left out, and so is the token that stands for nothing;
/// another one stands for a space.
/// </summary>
internal sealed class CtcStage(DecodeStage next, string pad, string? delimiter, bool fused) : ForwardingStage(next)
{
    private readonly StringBuilder _fused = new();
    private string? _last;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (fused)
        {
            _fused.Append(text);
            return;
        }

        if (_last is not null && text.SequenceEqual(_last)) return;
        _last = text.ToString();
        Give(_last);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // The marks may lie across the parts of one long token.
        if (fused) Give(_fused.ToString());
        _fused.Clear();
        Next.Flush();
    }

    private void Give(string token)
    {
        var text = pad.Length == 0 ? token : token.Replace(pad, "", StringComparison.Ordinal);
        if (delimiter is not null)
        {
            text = WordPieceStage.Clean(text);
            if (delimiter.Length > 0) text = text.Replace(delimiter, " ", StringComparison.Ordinal);
        }

        if (text.Length > 0) Next.Write(text);
    }
}
