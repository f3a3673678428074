using System.Buffers;
using System.Collections.Frozen;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Finds the sentence around a place in a text that came from a document: pages end with form feeds, lines break anywhere, headings have no full
/// stop. Stateless.
/// </summary>
internal static class Sentences
{
    /// <summary>UTF-16 units to either side beyond which a text without full stops, such as a table, is cut at a space.</summary>
    private const int Reach = 240;

    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'’”»)]}›");

    private static readonly FrozenSet<string> Abbreviations = new[]
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "col", "capt", "lt", "sgt", "rev", "hon", "gov", "sen", "rep", "pres",
        "vs", "etc", "al", "cf", "approx", "ca", "no", "nos", "nr", "vol", "fig", "figs", "abb", "tab", "sec", "eq", "ch", "pp", "ed", "eds",
        "inc", "ltd", "co", "corp", "dept", "univ", "art", "abs", "bzw", "vgl", "sog", "usw", "evtl", "ggf", "inkl", "zzgl", "bspw", "str",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec", "dez", "mio", "mrd", "tel", "max", "min",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationOf = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The sentence that holds a range, or the sentences, where it reaches across a border; trimmed of space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">UTF-16 offset of the range's first unit.</param>
    /// <param name="end">UTF-16 offset behind its last.</param>
    public static (int Start, int End) Around(string text, int start, int end)
    {
        var from = start;
        while (from > 0 && !IsBorder(text, from))
        {
            from--;
            if (start - from > Reach && char.IsWhiteSpace(text[from])) break;
            if (start - from > 2 * Reach) break;
        }

        var to = end;
        while (to < text.Length && !IsBorder(text, to))
        {
            if (to - end > Reach && char.IsWhiteSpace(text[to])) break;
            if (to - end > 2 * Reach) break;
            to++;
        }

        while (from > 0 && WordBorders.IsInside(text, from) && text[from - 1] is not ('\n' or '\r' or '\f')) from--;
        while (WordBorders.IsInside(text, to)) to++;
        while (from < start && char.IsWhiteSpace(text[from])) from++;
        while (to > end && char.IsWhiteSpace(text[to - 1])) to--;
        return (from, to);
    }

    /// <summary>Whether a sentence ends before an offset and another begins at or after it.</summary>
    private static bool IsBorder(string text, int offset)
    {
        if (offset == text.Length) return false;
        if (text[offset] == '\f') return true;
        if (offset == 0) return false;
        var before = text[offset - 1];
        if (before == '\f') return true;
        if (before == '\n' || (before == '\r' && text[offset] != '\n')) return IsLineBorder(text, offset);
        return char.IsWhiteSpace(text[offset]) && EndsSentence(text, offset);
    }

    /// <summary>Whether the text up to an offset, where a space follows, ends with a full stop that is one.</summary>
    private static bool EndsSentence(string text, int offset)
    {
        var at = offset - 1;
        while (at > 0 && Closers.Contains(text[at])) at--;
        if (text[at] is '!' or '?' or '…' or '。' or '！' or '？') return true;
        if (text[at] != '.' || at == 0) return false;

        var next = offset;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        if (next < text.Length && char.IsLower(text[next])) return false;

        var word = at;
        while (word > 0 && (char.IsLetterOrDigit(text[word - 1]) || text[word - 1] == '.')) word--;
        var last = text.AsSpan(word, at - word);
        if (last.IsEmpty) return true;

        // An initial (J. Smith), U.S. or z.B., a known abbreviation, an ordinal (3. März) or the number of a list item (2. Scope).
        if (last.Length == 1 && char.IsLetter(last[0])) return false;
        if (last.Length >= 3 && last[^2] == '.' && char.IsLetter(last[^1])) return false;
        if (last.Length <= 2 && last.IndexOfAnyExceptInRange('0', '9') < 0) return false;
        return !AbbreviationOf.Contains(last);
    }

    /// <summary>
    /// Whether a line break is more than the end of a full line: an empty line, a list item, or a line that is a heading by being much shorter than
    /// its neighbours or by having no full stop before a line that begins anew.
    /// </summary>
    private static bool IsLineBorder(string text, int offset)
    {
        var lineEnd = text.AsSpan(0, offset).TrimEnd("\r\n").Length;
        if (text.AsSpan(lineEnd, offset - lineEnd).Count('\n') > 1) return true;
        var previousStart = text.AsSpan(0, lineEnd).LastIndexOfAny('\n', '\f') + 1;
        var previous = text.AsSpan(previousStart, lineEnd - previousStart).Trim();
        var length = text.AsSpan(offset).IndexOfAny('\n', '\f');
        var next = text.AsSpan(offset, length < 0 ? text.Length - offset : length).Trim();
        if (previous.IsEmpty || next.IsEmpty) return true;
        if (EndsSentence(text, lineEnd) || BeginsItem(next)) return true;

        // A paragraph's lines are about equally long; one that stops well before the next does was stopped on purpose.
        const int shortLine = 60;
        var beginsAnew = char.IsUpper(next[0]) || char.IsDigit(next[0]);
        return beginsAnew && previous.Length < shortLine && previous[^1] is not (',' or '-' or '\u00AD') && previous.Length < next.Length * 3 / 4;
    }

    /// <summary>A bullet, or a number or letter with a full stop or bracket behind it.</summary>
    private static bool BeginsItem(ReadOnlySpan<char> line)
    {
        if (line[0] is '•' or '▪' or '◦' or '‣' or '·' or '–' or '*') return line.Length > 1 && char.IsWhiteSpace(line[1]);
        var mark = line.IndexOfAny('.', ')');
        return mark is > 0 and <= 3 && mark + 1 < line.Length && char.IsWhiteSpace(line[mark + 1])
            && (line[..mark].IndexOfAnyExceptInRange('0', '9') < 0 || mark == 1);
    }
}
