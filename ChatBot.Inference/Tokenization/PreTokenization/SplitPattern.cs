using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>A part of a text, and whether it matched a pattern.</summary>
internal readonly record struct PatternSpan(int Start, int End, bool IsMatch);

/// <summary>Divides a text into what matches a pattern and what lies between. Immutable and thread-safe.</summary>
internal abstract class SplitPattern
{
    /// <summary>Adds parts that together cover the whole text, in order.</summary>
    public abstract void Find(ReadOnlySpan<char> text, List<PatternSpan> found);

    /// <summary>Adds a match, which may be empty and then only parts what lies around it, and the unmatched text before it.</summary>
    /// <returns>The end of the match.</returns>
    protected static int AddMatch(int previous, int start, int end, List<PatternSpan> found)
    {
        if (previous < start) found.Add(new PatternSpan(previous, start, false));
        found.Add(new PatternSpan(start, end, true));
        return end;
    }
}

/// <summary>Matches a fixed text.</summary>
internal sealed class LiteralPattern(string literal) : SplitPattern
{
    /// <inheritdoc/>
    public override void Find(ReadOnlySpan<char> text, List<PatternSpan> found)
    {
        var previous = 0;
        while (literal.Length > 0 && text[previous..].IndexOf(literal, StringComparison.Ordinal) is >= 0 and var step)
        {
            previous = AddMatch(previous, previous + step, previous + step + literal.Length, found);
        }

        if (previous < text.Length) found.Add(new PatternSpan(previous, text.Length, false));
    }
}

/// <summary>Matches single code points of a class.</summary>
internal sealed class CodePointPattern(Func<Rune, bool> isMatch) : SplitPattern
{
    /// <inheritdoc/>
    public override void Find(ReadOnlySpan<char> text, List<PatternSpan> found)
    {
        var previous = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out length);
            if (isMatch(rune)) previous = AddMatch(previous, at, at + length, found);
        }

        if (previous < text.Length) found.Add(new PatternSpan(previous, text.Length, false));
    }
}
