using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>
/// SentencePiece's compiled character map: a double-array trie from UTF-8 to replacements. As in the reference, short grapheme
/// clusters are looked up whole, then code points, and the shortest match decides.
/// </summary>
internal sealed class PrecompiledNormalizer : Normalizer
{
    private readonly uint[] _trie;
    private readonly byte[] _replacements;

    private PrecompiledNormalizer(uint[] trie, byte[] replacements)
    {
        _trie = trie;
        _replacements = replacements;
    }

    /// <param name="base64">The map as the file holds it: the trie's length in bytes, the trie, then texts ended by zero.</param>
    /// <exception cref="InvalidDataException">The map is damaged.</exception>
    public static PrecompiledNormalizer Parse(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        var length = bytes.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : uint.MaxValue;
        if (length == 0 || length > bytes.Length - 4 || length % 4 != 0)
        {
            throw new InvalidDataException("the precompiled character map is damaged");
        }

        var trie = new uint[length / 4];
        for (var i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + (4 * i)));
        return new PrecompiledNormalizer(trie, bytes[(4 + (int)length)..]);
    }

    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        var result = new AlignedText(text.IsAligned, text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(text.Span[at..]);
            if (TryReplace(text, at, length, result)) continue;
            for (int inner = at, step; inner < at + length; inner += step)
            {
                Rune.DecodeFromUtf16(text.Span[inner..], out _, out step);
                if (!TryReplace(text, inner, step, result)) result.AppendCopy(text, inner, inner + step);
            }
        }

        return result;
    }

    private bool TryReplace(AlignedText text, int at, int length, AlignedText result)
    {
        const int Longest = 5;
        if (length > Longest) return false;
        Span<byte> utf8 = stackalloc byte[3 * Longest];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text.Span.Slice(at, length), utf8)];
        if (utf8.Length > Longest || Find(utf8) is not (>= 0 and var start) || start >= _replacements.Length) return false;
        var end = Array.IndexOf(_replacements, (byte)0, start);
        if (end < 0) end = _replacements.Length;
        result.Append(Encoding.UTF8.GetString(_replacements, start, end - start), text, at, at + length);
        return true;
    }

    /// <summary>Where the replacement of the shortest prefix begins, or -1.</summary>
    private int Find(ReadOnlySpan<byte> key)
    {
        var node = (int)Offset(_trie[0]);
        foreach (var value in key)
        {
            if (value == 0) return -1;
            node ^= value;
            if ((uint)node >= (uint)_trie.Length) return -1;
            var unit = _trie[node];
            if ((unit & 0x8000_00FF) != value) return -1;
            node ^= (int)Offset(unit);
            if ((unit & 0x100) != 0) return (uint)node < (uint)_trie.Length ? (int)(_trie[node] & 0x7FFF_FFFF) : -1;
        }

        return -1;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
