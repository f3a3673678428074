using System.Buffers;
using System.Text;

namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>
/// From printable stand-ins to bytes to text. Bytes that cannot be UTF-8 become U+FFFD, one for each maximal part of a sequence.
/// </summary>
internal sealed class ByteLevelStage(DecodeStage next) : ForwardingStage(next)
{
    private readonly System.Text.Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        var needed = text.Length * 3;
        var rented = needed > 192 ? ArrayPool<byte>.Shared.Rent(needed) : null;
        var bytes = rented ?? stackalloc byte[192];
        var count = 0;
        foreach (var unit in text)
        {
            var value = ByteChars.ToByte(unit);
            if (value < 0)
            {
                // A token with any other character in it is no byte-level token: it is taken literally.
                count = Encoding.UTF8.GetBytes(text, bytes);
                break;
            }

            bytes[count++] = (byte)value;
        }

        Forward(bytes[..count], flush: false);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        Forward([], flush: true);
        Next.Flush();
    }

    private void Forward(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> units = stackalloc char[128];
        bool completed;
        do
        {
            _decoder.Convert(bytes, units, flush, out var read, out var written, out completed);
            bytes = bytes[read..];
            if (written > 0) Next.Write(units[..written]);
        }
        while (!completed);
    }
}
