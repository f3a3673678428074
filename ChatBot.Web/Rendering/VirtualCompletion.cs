using System.Text.RegularExpressions;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Ends a Markdown text that is still being written as it will probably end, so that no raw syntax flashes by: an open <c>**</c> is bold at
/// once, a table is a table from its first row, a marker that may become something else waits one step.
/// </summary>
internal static partial class VirtualCompletion
{
    /// <summary>Completes the end of a text for showing; the text itself stays as it is.</summary>
    /// <param name="text">The text from the beginning of its last block on.</param>
    public static string Complete(string text)
    {
        var (head, lastLine) = SplitLastLine(text);
        if (FindOpenFence(head) is { } fence) return IsStartOf(fence, lastLine) ? head : text;
        if (Fence().IsMatch(lastLine)) return head;
        if (FindOpenFormula(text, out var closed) is { } formula) return $"{text[..formula]}\\[{MathInline.Pending}\\]";
        if (closed == text.Length) return text;
        if (MarkerOnly().IsMatch(lastLine))
        {
            if (CompleteTable(head.TrimEnd('\n'), "") is { } table) return table;
            text = head;
        }

        var start = Math.Min(text.Length, Math.Max(closed, ParagraphStart(text)));
        var (before, paragraph) = (text[..start], text[start..]);
        if (IsIndentedCode(before, paragraph)) return text;
        var inlineComplete = InlineCompletion.Complete(paragraph);
        return CompleteTable(before, inlineComplete) ?? before + inlineComplete;
    }

    private static (string Head, string LastLine) SplitLastLine(string text)
    {
        var at = text.LastIndexOf('\n') + 1;
        return (text[..at], text[at..]);
    }

    // The fence that whole lines have opened and not closed.
    private static string? FindOpenFence(string lines)
    {
        string? open = null;
        foreach (var match in Fence().EnumerateMatches(lines)) open = ToggleFence(open, lines.AsSpan(match.Index, match.Length));

        return open;
    }

    /// <summary>Where a display formula begins that may still be written to its end; null where none is.</summary>
    /// <param name="text">The text from the beginning of its last block on.</param>
    /// <param name="closed">Where the last whole one ends; 0 where there is none.</param>
    public static int? FindOpenFormula(string text, out int closed)
    {
        closed = 0;
        string? fence = null;
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is var newLine and >= 0 ? newLine : text.Length;
            var line = text.AsSpan(at, end - at);
            var next = end + 1;
            if (Fence().IsMatch(line)) fence = ToggleFence(fence, line);
            else if (fence is null && FindDisplay(line) is >= 0 and var column)
            {
                var match = MathSyntax.Display(text.AsSpan(at + column), complete: false);
                if (match.State == MathState.Open) return at + column;
                if (match.State == MathState.Closed) closed = next = at + column + match.Length;
            }

            at = next;
        }

        return null;
    }

    private static int FindDisplay(ReadOnlySpan<char> line)
    {
        foreach (var match in DisplayStart().EnumerateMatches(line)) return match.Length - 2;
        return -1;
    }

    private static string? ToggleFence(string? open, ReadOnlySpan<char> line)
    {
        line = line[line.IndexOfAny('`', '~')..].TrimEnd();
        var run = line[..(line.IndexOfAnyExcept(line[0]) is var end and >= 0 ? end : line.Length)];
        if (open is null) return run.ToString();
        return run[0] == open[0] && run.Length >= open.Length && run.Length == line.Length ? null : open;
    }

    private static bool IsStartOf(string fence, string line)
    {
        var text = line.Trim().TrimStart(['>', ' ', '\t']);
        return text.Length > 0 && text.All(c => c == fence[0]);
    }

    // Where the text that inline syntax may span begins: after an empty line, a heading, a list marker, a quote mark.
    private static int ParagraphStart(string text)
    {
        var start = 0;
        foreach (var match in BlockStart().EnumerateMatches(text)) start = match.Index + match.Length;
        return Math.Min(start, text.Length);
    }

    // Lines that are indented by four, and not the inside of a list.
    private static bool IsIndentedCode(string before, string paragraph) =>
        (paragraph.StartsWith("    ", StringComparison.Ordinal) || paragraph.StartsWith('\t')) && !ListStart().IsMatch(before);

    // "| a | b" becomes a table with one row; a delimiter row that is only half there is taken as whole.
    private static string? CompleteTable(string before, string paragraph)
    {
        var text = before + paragraph;
        var start = text.LastIndexOf("\n\n", StringComparison.Ordinal) is var gap and >= 0 ? gap + 2 : 0;
        var rows = text[start..].Split('\n');
        if (rows.Length > 2 || !rows[0].StartsWith('|')) return null;
        if (rows.Length == 2 && !DelimiterRow().IsMatch(rows[1])) return null;
        var header = rows[0].TrimEnd();
        if (!header.EndsWith('|')) header += " |";
        var columns = header.Count(c => c == '|') - 1;
        return $"{text[..start]}{header}\n|{string.Concat(Enumerable.Repeat("---|", columns))}\n";
    }

    [GeneratedRegex(@"^[ \t>]*(?:[-+*][ \t]+|\d{1,9}[.)][ \t]+)?(?:`{3,}[^`\n]*|~{3,}[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(?:[ \t>]*(?:[-+*]|\d{1,9}[.)]?|#{1,6})?[ \t]*(?:\[[ xX]?\]?)?|[ \t]*[-=*_~`|+<]+[ \t]*|[ \t>]*\[\^[^\]\n]*(?:\]:?[ \t]*)?)$")]
    private static partial Regex MarkerOnly();

    [GeneratedRegex(@"^[ \t]*\n|^[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t]))[ \t]*)+(?:\[[ xX]\][ \t])?|^[ \t>]*(?:`{3,}|~{3,})[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:\$\$|\\\[)")]
    private static partial Regex DisplayStart();

    [GeneratedRegex(@"^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]", RegexOptions.Multiline)]
    private static partial Regex ListStart();

    [GeneratedRegex(@"^[|\-: \t]*$")]
    private static partial Regex DelimiterRow();
}
