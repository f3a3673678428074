using System.Buffers;
using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>Turns tokens such as <c>&lt;0xE2&gt;</c> into the characters that their bytes spell.</summary>
/// <remarks>
/// Characters are given out as soon as they are complete. The reference waits for the end of a run of such tokens, and one bad
/// byte spoils the whole run; here only the bad bytes become U+FFFD, one each. Valid runs come out the same.
/// </remarks>
internal sealed class ByteFallbackStage(DecodeStage next) : ForwardingStage(next)
{
    private readonly byte[] _pending = new byte[4];
    private int _count;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (text.Length == 6 && text.StartsWith("<0x") && text[5] == '>'
            && byte.TryParse(text[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            _pending[_count++] = value;
            GiveOutWhole();
            return;
        }

        GiveUpPending();
        Next.Write(text);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        GiveUpPending();
        Next.Flush();
    }

    private void GiveOutWhole()
    {
        Span<char> units = stackalloc char[2];
        while (_count > 0)
        {
            var status = Rune.DecodeFromUtf8(_pending.AsSpan(0, _count), out var rune, out var length);
            if (status == OperationStatus.NeedMoreData) return;
            if (status == OperationStatus.Done) Next.Write(units[..rune.EncodeToUtf16(units)]);
            else WriteReplacements(length);
            _pending.AsSpan(length, _count - length).CopyTo(_pending);
            _count -= length;
        }
    }

    private void GiveUpPending()
    {
        WriteReplacements(_count);
        _count = 0;
    }

    private void WriteReplacements(int count)
    {
        for (var i = 0; i < count; i++) Next.Write("\uFFFD");
    }
}
