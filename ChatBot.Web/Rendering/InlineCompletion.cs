using System.Text;

namespace ChatBot.Web.Rendering;

/// <summary>Closes the inline syntax that a paragraph's end leaves open: emphasis, code, links, formulas.</summary>
internal static class InlineCompletion
{
    /// <summary>Completes one paragraph for showing.</summary>
    /// <param name="text">A paragraph that more text may follow.</param>
    public static string Complete(string text)
    {
        var open = new List<(char Mark, int Length)>();
        int bracket = -1, linkEnd = -1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            var run = RunLength(text, i);
            if (c == '\\')
            {
                if (i + 1 == text.Length) return Close(text[..i], open);
                var close = text[i + 1] switch { '(' => @"\)", '[' => @"\]", _ => null };
                if (close is null) i += 2;
                else if (!SkipPast(text, ref i, i + 2, close)) return CloseFormula(text, i, close, open);
            }
            else if (c == '`')
            {
                var fence = text.Substring(i, run);
                if (i + run == text.Length) return Close(text[..i], open);
                if (!SkipPast(text, ref i, i + run, fence)) return Close(DropPartOf(text, fence), open, fence);
            }
            else if (c == '$' && run == 2)
            {
                if (!SkipPast(text, ref i, i + 2, "$$")) return CloseFormula(text, i, "$$", open);
            }
            else if (c is '*' or '_' || (c == '~' && run == 2))
            {
                if (Toggle(text, i, run, open)) return Close(text[..i], open);
                i += run;
            }
            else
            {
                if (c == '[') (bracket, linkEnd) = (i, -1);
                else if (c == ']' && bracket >= 0 && linkEnd < 0 && (i + 1 == text.Length || text[i + 1] == '(')) linkEnd = i;
                else if (c == ']' || (c == ')' && linkEnd >= 0)) bracket = -1;
                i++;
            }
        }

        return Close(bracket < 0 ? DropLooseEnd(text) : WithoutLink(text, bracket, linkEnd), open);
    }

    private static int RunLength(string text, int at)
    {
        var length = 1;
        while (at + length < text.Length && text[at + length] == text[at]) length++;
        return length;
    }

    private static bool SkipPast(string text, ref int at, int from, string close)
    {
        var end = text.IndexOf(close, from, StringComparison.Ordinal);
        if (end >= 0) at = end + close.Length;
        return end >= 0;
    }

    // Opens or closes emphasis. True when the run stands at the very end, where it cannot be told yet what it will be.
    private static bool Toggle(string text, int at, int run, List<(char Mark, int Length)> open)
    {
        var mark = text[at];
        var before = at == 0 ? ' ' : text[at - 1];
        var atEnd = at + run == text.Length;
        var after = atEnd ? ' ' : text[at + run];
        var insideWord = mark == '_' && char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after);
        while (!char.IsWhiteSpace(before) && !insideWord && run > 0 && open.Count > 0 && open[^1].Mark == mark)
        {
            var top = open[^1].Length;
            if (atEnd && run < top) return true;
            if (run < top) break;
            if (atEnd && run >= top)
            {
                // The whole closing mark is there; Close writes it again.
                return true;
            }

            open.RemoveAt(open.Count - 1);
            run -= top;
        }

        if (atEnd) return run > 0;
        if (run > 0 && !char.IsWhiteSpace(after) && !insideWord && run <= 3)
        {
            if (run == 3) open.Add((mark, 1));
            open.Add((mark, run == 3 ? 2 : run));
        }

        return false;
    }

    private static string Close(string text, List<(char Mark, int Length)> open, string inner = "")
    {
        var result = new StringBuilder(text).Append(inner);
        if (inner.Length == 0) TrimEnd(result);
        for (var i = open.Count - 1; i >= 0; i--)
        {
            var mark = new string(open[i].Mark, open[i].Length);
            if (result.Length >= mark.Length && EndsWithOpener(result, mark)) result.Length -= mark.Length;
            else result.Append(mark);
        }

        return result.ToString();
    }

    // Nothing has come inside the marks yet: without them.
    private static bool EndsWithOpener(StringBuilder text, string mark) =>
        text.ToString(text.Length - mark.Length, mark.Length) == mark
        && (text.Length == mark.Length || char.IsWhiteSpace(text[text.Length - mark.Length - 1]));

    private static string CloseFormula(string text, int at, string close, List<(char Mark, int Length)> open)
    {
        if (text.AsSpan(at + 2).IsWhiteSpace()) return Close(text[..at], open);
        return Close(DropPartOf(text, close), open, close);
    }

    // Of a closing mark that is half there.
    private static string DropPartOf(string text, string close)
    {
        for (var length = close.Length - 1; length > 0; length--)
        {
            if (text.EndsWith(close[..length], StringComparison.Ordinal)) return text[..^length];
        }

        return text;
    }

    private static string DropLooseEnd(string text) => text.EndsWith('!') || text.EndsWith('<') ? text[..^1] : text;

    // "[label](http://exa" shows as "label" until the link is whole.
    private static string WithoutLink(string text, int bracket, int linkEnd)
    {
        var label = linkEnd < 0 ? text[(bracket + 1)..] : text[(bracket + 1)..linkEnd];
        var start = bracket > 0 && text[bracket - 1] == '!' ? bracket - 1 : bracket;
        return label.StartsWith('^') ? text[..start] : text[..start] + label;
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t') text.Length--;
    }
}
