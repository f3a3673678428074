using System.Text;

namespace ChatBot.Inference.Tokenization.Decoding;

/// <summary>Writes a fixed text for another one, within each token.</summary>
internal sealed class ReplaceStage(DecodeStage next, string pattern, string content) : ForwardingStage(next)
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (text.IndexOf(pattern, StringComparison.Ordinal) < 0) Next.Write(text);
        else Next.Write(text.ToString().Replace(pattern, content, StringComparison.Ordinal));
    }
}

/// <summary>The same behind fused tokens: what may be the beginning of a match waits for the rest.</summary>
internal sealed class FusedReplaceStage(DecodeStage next, string pattern, string content) : ForwardingStage(next)
{
    private readonly StringBuilder _held = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = _held.Append(text).ToString();
        _held.Clear();
        while (rest.IndexOf(pattern, StringComparison.Ordinal) is >= 0 and var at)
        {
            Next.Write(rest[..at]);
            Next.Write(content);
            rest = rest[(at + pattern.Length)..];
        }

        var hold = Math.Min(rest.Length, pattern.Length - 1);
        while (!pattern.AsSpan().StartsWith(rest[^hold..], StringComparison.Ordinal)) hold--;
        if (hold < rest.Length) Next.Write(rest[..^hold]);
        _held.Append(rest[^hold..]);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_held.Length > 0) Next.Write(_held.ToString());
        _held.Clear();
        Next.Flush();
    }
}

/// <summary>Writes a fixed text for what matches an expression, within each token; fused text waits for its end.</summary>
internal sealed class RegexReplaceStage(
    DecodeStage next, PreTokenization.SplitPattern pattern, string content, bool fused) : ForwardingStage(next)
{
    private readonly StringBuilder _held = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        if (fused) _held.Append(text);
        else Replace(text);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_held.Length > 0) Replace(_held.ToString());
        _held.Clear();
        Next.Flush();
    }

    private void Replace(ReadOnlySpan<char> text)
    {
        var found = new List<PreTokenization.PatternSpan>();
        pattern.Find(text, found);
        var result = new StringBuilder();
        foreach (var (start, end, isMatch) in found) result.Append(isMatch ? content : text[start..end]);
        Next.Write(result.ToString());
    }
}
