using System.Text;
using System.Text.RegularExpressions;
using Markdig.Helpers;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Closes the inline syntax that a paragraph's end leaves open. Emphasis, code and a link's address are taken to end as they began; what may
/// still become several things (a bracket, a formula, the mark at the very end) waits, so that nothing that is shown is taken back.
/// </summary>
internal sealed partial class InlineCompletion
{
    // "[" begins far more often a link than a remark in brackets; no link's text is longer.
    private const int LongestLabel = 200;

    private readonly string _text;
    private readonly List<(char Mark, int Length, int At)> _open = [];

    // Where the texts of whole links end, and where their addresses do.
    private readonly Dictionary<int, int> _links = [];

    private int _formulaEnd = -1;

    private InlineCompletion(string text) => _text = text;

    /// <summary>Completes one paragraph for showing.</summary>
    /// <param name="text">A paragraph that more text may follow.</param>
    public static string Complete(string text) => new InlineCompletion(text).Run();

    private string Run()
    {
        for (var i = 0; i < _text.Length;)
        {
            var ended = _text[i] switch
            {
                '\\' or '$' => FormulaOrEscape(ref i),
                '`' => Code(ref i),
                '*' or '_' or '~' => Emphasis(ref i),
                '[' => Bracket(ref i),
                '<' or '&' or '!' => Waiting(ref i),
                _ => Plain(ref i),
            };
            if (ended is not null) return ended;
        }

        return End(_text.Length);
    }

    private char Before(int at) => at == 0 ? '\0' : _text[at - 1];

    private string? Plain(ref int i)
    {
        i = _links.TryGetValue(i, out var end) ? end : i + 1;
        return null;
    }

    // A formula is shown when it is whole: half of one is an error to whoever typesets it.
    private string? FormulaOrEscape(ref int i)
    {
        var isEscape = _text[i] == '\\';
        if (isEscape && string.IsNullOrWhiteSpace(_text[(i + 1)..])) return End(i);
        var match = MathSyntax.At(_text.AsSpan(i), i == _formulaEnd ? '\0' : Before(i), complete: false);
        if (match.State == MathState.Open) return End(i);
        if (match.State == MathState.Closed) _formulaEnd = i + match.Length;
        i += match.State == MathState.Closed ? match.Length : isEscape ? 2 : 1;
        return null;
    }

    private string? Code(ref int i)
    {
        var run = RunLength(i);
        var from = i + run;
        if (from == _text.Length) return End(i);
        for (var at = from; (at = _text.IndexOf('`', at)) >= 0; at += RunLength(at))
        {
            if (RunLength(at) != run) continue;
            i = at + run;
            return null;
        }

        // Its closing mark may be half there.
        var content = _text.AsSpan(from).TrimEnd('`');
        return content.IsWhiteSpace() ? End(i) : End(from + content.Length, new('`', run));
    }

    private string? Emphasis(ref int i)
    {
        var (mark, run, at) = (_text[i], RunLength(i), i);
        i += run;
        if (mark == '~' && run == 1 && i < _text.Length) return null;
        if (i == _text.Length) return End(at);

        CharHelper.CheckOpenCloseDelimiter(Before(at), _text[i], mark != '_', out var canOpen, out var canClose);
        while (canClose && run > 0 && _open.FindLastIndex(open => open.Mark == mark) is >= 0 and var opener)
        {
            var used = Math.Min(2, Math.Min(run, _open[opener].Length));
            run -= used;
            _open.RemoveRange(opener + 1, _open.Count - opener - 1);
            _open[opener] = _open[opener] with { Length = _open[opener].Length - used };
            if (_open[opener].Length == 0) _open.RemoveAt(opener);
        }

        if (canOpen && run > 0) _open.Add((mark, run, at));
        return null;
    }

    private string? Bracket(ref int i)
    {
        var start = i > 0 && _text[i - 1] == '!' ? i - 1 : i;
        var label = LabelEnd(i);
        if (label < 0)
        {
            if (_text.Length - i <= LongestLabel) return End(start);
        }
        else if (label + 1 == _text.Length)
        {
            return End(start);
        }
        else if (_text[label + 1] == '(')
        {
            var end = AddressEnd(label + 1);
            if (end == 0) return Close(_text[..start] + _text[(i + 1)..label]);
            if (end > 0) _links[label] = end;
        }

        i++;
        return null;
    }

    // What may become a picture, an address in angles or a character's name, if it stands at the very end.
    private string? Waiting(ref int i)
    {
        if (MayGrow().IsMatch(_text.AsSpan(i))) return End(i);
        i++;
        return null;
    }

    private int LabelEnd(int open)
    {
        var depth = 0;
        for (var i = open; i < _text.Length; i++)
        {
            if (_text[i] == '\\') i++;
            else if (_text[i] == '[') depth++;
            else if (_text[i] == ']' && --depth == 0) return i;
        }

        return -1;
    }

    // Where the address in "(https://a.b "title")" ends; 0 while it may go on; -1 where it is none.
    private int AddressEnd(int open)
    {
        var depth = 0;
        char? quote = null;
        for (var i = open; i < _text.Length; i++)
        {
            var c = _text[i];
            if (c == '\\') i++;
            else if (c == quote) quote = null;
            else if (quote is not null) continue;
            else if (c is '"' or '\'' && char.IsWhiteSpace(_text[i - 1])) quote = c;
            else if (c == '(') depth++;
            else if (c == ')' && --depth == 0) return i + 1;
            else if (c == ' ' && i + 1 < _text.Length && _text[i + 1] is not (' ' or '"' or '\'' or '(' or ')' or '\n')) return -1;
        }

        return 0;
    }

    private int RunLength(int at)
    {
        var end = _text.AsSpan(at).IndexOfAnyExcept(_text[at]);
        return end < 0 ? _text.Length - at : end;
    }

    private string End(int end, string inner = "") => Close(_text[..end] + inner);

    // What is open closes here; what would be empty was not opened.
    private string Close(string text)
    {
        if (_open.Count == 0) return text;
        var result = new StringBuilder(text.TrimEnd());
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var (mark, length, at) = _open[i];
            if (result.ToString(at, result.Length - at).All(c => c == mark || char.IsWhiteSpace(c))) result.Length = at;
            else result.Append(mark, length);
        }

        return result.ToString();
    }

    [GeneratedRegex(@"^(?:!|<(?:[A-Za-z][\w.+-]*(?:[:@][^\s<>]*)?)?|&(?:\#?\w{0,31}))$")]
    private static partial Regex MayGrow();
}
