namespace ChatBot.Inference.Tokenization;

/// <summary>
/// GPT-2's printable stand-ins for bytes: 0x21–0x7E, 0xA1–0xAC and 0xAE–0xFF stand for themselves, the other 68 bytes take
/// U+0100 and following (a space is <c>Ġ</c>).
/// </summary>
internal static class ByteChars
{
    /// <summary>One more than the highest stand-in.</summary>
    public const int Limit = 256 + 68;

    private static readonly char[] Chars = new char[256];
    private static readonly short[] Bytes = new short[Limit];

    static ByteChars()
    {
        Array.Fill(Bytes, (short)-1);
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var itself = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            Chars[value] = (char)(itself ? value : next++);
            Bytes[Chars[value]] = (short)value;
        }
    }

    public static char ToChar(byte value) => Chars[value];

    /// <summary>The byte behind a stand-in, or -1.</summary>
    public static int ToByte(char unit) => unit < Limit ? Bytes[unit] : -1;
}
