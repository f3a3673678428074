using System.Text;

namespace ChatBot.Web.Rendering;

/// <summary>Closes the inline syntax that a paragraph's end leaves open: emphasis, code, links; a formula waits.</summary>
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
                if (i + 1 == text.Length) return End(i);
                var match = MathSyntax.At(text.AsSpan(i), Before(i), complete: false);
                if (match.State == MathState.Open) return End(i);
                i += match.State == MathState.Closed ? match.Length : 2;
            }
            else if (c == '`')
            {
                if (i + run == text.Length) return End(i);
                if (!SkipPast(text, ref i, i + run, text.Substring(i, run))) return EndInside(i, run, text.Substring(i, run));
            }
            else if (c == '$')
            {
                // A formula is shown when it is whole: half of one is an error to whoever typesets it.
                var match = MathSyntax.At(text.AsSpan(i), Before(i), complete: false);
                if (match.State == MathState.Open) return End(i);
                i += match.State == MathState.Closed ? match.Length : 1;
            }
            else if (c is '*' or '_' or '~' && linkEnd < 0)
            {
                if (c == '~' && run == 1 && i + 1 < text.Length) i++;
                else if (Toggle(text, i, run, open)) return End(i);
                else i += run;
            }
            else
            {
                if (c == '[') (bracket, linkEnd) = (i, -1);
                else if (c == ']' && bracket >= 0 && linkEnd < 0 && (i + 1 == text.Length || text[i + 1] == '(')) linkEnd = i;
                else if ((c == ']' && linkEnd < 0) || (c == ')' && linkEnd >= 0)) (bracket, linkEnd) = (-1, -1);
                i++;
            }
        }

        return End(text.EndsWith('!') || text.EndsWith('<') ? text.Length - 1 : text.Length);

        char Before(int at) => at == 0 ? '\0' : text[at - 1];

        // What is open closes here; what comes after is not shown yet.
        string End(int end) => Close(WithoutOpenLink(text[..end], bracket, linkEnd), open);

        // Inside of code, whose own closing mark may be half there.
        string EndInside(int start, int length, string close) => text.AsSpan(start + length).IsWhiteSpace()
            ? End(start)
            : Close(WithoutOpenLink(DropPartOf(text, close), bracket, linkEnd), open, close);
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
        if (at + run == text.Length) return true;
        var mark = text[at];
        var before = at == 0 ? ' ' : text[at - 1];
        var after = text[at + run];
        if (mark == '_' && char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after)) return false;
        while (!char.IsWhiteSpace(before) && open is [.., var top] && top.Mark == mark && top.Length <= run)
        {
            open.RemoveAt(open.Count - 1);
            run -= top.Length;
        }

        if (run is 0 or > 3 || char.IsWhiteSpace(after)) return false;
        if (run == 3) open.Add((mark, 1));
        open.Add((mark, run == 3 ? 2 : run));
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

    // Of a closing mark that is half there.
    private static string DropPartOf(string text, string close)
    {
        for (var length = close.Length - 1; length > 0; length--)
        {
            if (text.EndsWith(close[..length], StringComparison.Ordinal)) return text[..^length];
        }

        return text;
    }

    // "[label](http://exa" shows as "label" until the link is whole, "[^1" not at all.
    private static string WithoutOpenLink(string text, int bracket, int linkEnd)
    {
        if (bracket < 0 || bracket >= text.Length) return text;
        var label = linkEnd < 0 ? text[(bracket + 1)..] : text[(bracket + 1)..linkEnd];
        var start = bracket > 0 && text[bracket - 1] == '!' ? bracket - 1 : bracket;
        return label.StartsWith('^') ? text[..start] : text[..start] + label;
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t') text.Length--;
    }
}
