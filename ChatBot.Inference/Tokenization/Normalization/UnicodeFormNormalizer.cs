using System.Buffers;
using System.Text;

namespace ChatBot.Inference.Tokenization.Normalization;

/// <summary>
/// NFC, NFD, NFKC or NFKD, by Unicode 9: later characters are none to the reference, stay as they are and part what stands around them. Characters
/// that change together share the range of the original they came from.
/// </summary>
internal sealed class UnicodeFormNormalizer(NormalizationForm form) : Normalizer
{
    /// <inheritdoc/>
    public override AlignedText Rewrite(AlignedText text)
    {
        if (IsNormalized(text.Span)) return text;
        var result = new AlignedText(text.IsAligned, text.Length + 16);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = ClusterEnd(text.Span, start);
            var cluster = text.Span[start..end];
            if (!IsKnown(cluster) || IsNormalized(cluster)) result.AppendCopy(text, start, end);
            else AppendNormalized(text, start, end, result);
        }

        return result;
    }

    private void AppendNormalized(AlignedText text, int start, int end, AlignedText result)
    {
        var whole = text.Span[start..end].ToString().Normalize(form);
        var parts = text.Span[start..end].ToString().EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var normalized = parts.Select(part => part.Normalize(form)).ToArray();
        if (string.Concat(normalized) != whole)
        {
            // Characters were joined or reordered: together they stand for all of it.
            result.Append(whole, text, start, end);
            return;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            result.Append(normalized[i], text, start, start + parts[i].Length);
            start += parts[i].Length;
        }
    }

    // U+FFFE is a code point like any other to the reference, but an error to .NET; it neither composes nor decomposes.
    private bool IsNormalized(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\uFFFE')) return text.IsNormalized(form);
        foreach (var range in text.Split('\uFFFE'))
        {
            if (!text[range].IsNormalized(form)) return false;
        }

        return true;
    }

    /// <summary>The end of a run that normalises independently of what follows.</summary>
    private static int ClusterEnd(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            if (at > start && (!MayJoinPrevious(rune) || !IsKnown(rune))) break;
            at += length;
            if (!IsKnown(rune)) break;
        }

        return at;
    }

    /// <summary>An unknown character is alone in its cluster.</summary>
    private static bool IsKnown(ReadOnlySpan<char> cluster) => Rune.DecodeFromUtf16(cluster, out var rune, out _) == OperationStatus.Done && IsKnown(rune);

    private static bool IsKnown(Rune rune) => UnicodeAges.IsAssigned(rune, 9);

    private static bool MayJoinPrevious(Rune rune) => rune.Value
        is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF) or 0xFF9E or 0xFF9F or (>= 0xFFA0 and <= 0xFFDC)
        || UnicodeClasses.IsMark(rune);
}
