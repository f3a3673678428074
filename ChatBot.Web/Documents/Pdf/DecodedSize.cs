namespace ChatBot.Web.Documents.Pdf;

/// <summary>How many bytes encoded data stands for, counted without decoding it. PDF 32000-1:2008, 7.4.4 and 7.4.5.</summary>
internal static class DecodedSize
{
    /// <summary>The size of LZW data at most: the tables' strings are counted by their lengths, early change or not.</summary>
    public static long Lzw(ReadOnlySpan<byte> input)
    {
        const int clear = 256, end = 257;
        var lengths = new int[4097];
        Array.Fill(lengths, 1, 0, clear);
        var (next, bits, previous) = (258, 9, -1);
        long size = 0;
        uint buffer = 0;
        var held = 0;
        foreach (var b in input)
        {
            buffer = (buffer << 8) | b;
            held += 8;
            if (held < bits) continue;
            held -= bits;
            var code = (int)(buffer >> held) & ((1 << bits) - 1);
            if (code == end) break;
            if (code == clear)
            {
                (next, bits, previous) = (258, 9, -1);
                continue;
            }

            var length = code < next ? Math.Max(1, lengths[code]) : previous + 1;
            size += length;
            if (previous > 0 && next < 4096) lengths[next++] = previous + 1;
            previous = length;
            bits = next switch { >= 2047 => 12, >= 1023 => 11, >= 511 => 10, _ => 9 };
        }

        return size;
    }

    /// <summary>The size of run-length data.</summary>
    public static long RunLength(ReadOnlySpan<byte> input)
    {
        long size = 0;
        for (var i = 0; i < input.Length && input[i] != 128;)
        {
            if (input[i] < 128)
            {
                size += input[i] + 1;
                i += input[i] + 2;
            }
            else
            {
                size += 257 - input[i];
                i += 2;
            }
        }

        return size;
    }
}
