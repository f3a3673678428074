using System.Text;
using System.Text.RegularExpressions;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>The filter <c>pprint</c>: Python's <c>pprint.pformat</c>, lines of at most 80 characters and dicts in the order of their keys.</summary>
internal sealed partial class PrettyPrinter
{
    private const int Width = 80;
    private readonly RenderContext _context;
    private readonly StringBuilder _result = new();

    private PrettyPrinter(RenderContext context) => _context = context;

    public static string Write(RenderContext context, object? value)
    {
        var printer = new PrettyPrinter(context);
        printer.Print(Sorted(value), 0, 0, 1);
        return printer._result.ToString();
    }

    [GeneratedRegex(@"\S*\s*")]
    private static partial Regex Parts();

    /// <summary>The value with every dict in order.</summary>
    private static object? Sorted(object? value)
    {
        RenderBudget.EnsureStack();
        RenderBudget.Visit();
        switch (value)
        {
            case TemplateDict dict:
                var sorted = new TemplateDict();
                foreach (var (key, item) in Ordering.ByKey(dict)) sorted[key] = Sorted(item);
                return sorted;
            case TemplateTuple tuple:
                return new TemplateTuple([.. tuple.Select(Sorted)]);
            case List<object?> list:
                return list.ConvertAll(Sorted);
            default:
                return value;
        }
    }

    private void Print(object? value, int indent, int allowance, int level)
    {
        RenderBudget.EnsureStack();
        var whole = Text.Repr(value);
        _context.Budget.Produce(whole.Length);
        if (Text.Length(whole) <= Width - indent - allowance)
        {
            _result.Append(whole);
            return;
        }

        switch (value)
        {
            case TemplateDict dict:
                PrintItems('{', "}", dict.Count, indent, allowance, dict.Select(pair => ($"{Text.Repr(pair.Key)}: ", pair.Value)), level);
                break;
            case TemplateTuple tuple:
                PrintItems('(', tuple.Count == 1 ? ",)" : ")", tuple.Count, indent, allowance, tuple.Select(item => ("", item)), level);
                break;
            case List<object?> list:
                PrintItems('[', "]", list.Count, indent, allowance, list.Select(item => ("", item)), level);
                break;
            case string text:
                PrintText(text, indent, allowance, level);
                break;
            default:
                _result.Append(whole);
                break;
        }
    }

    private void PrintItems(char open, string close, int count, int indent, int allowance, IEnumerable<(string Key, object? Value)> items, int level)
    {
        _result.Append(open);
        foreach (var (key, value) in items)
        {
            var isLast = --count == 0;
            _result.Append(key);
            Print(value, indent + 1 + Text.Length(key), isLast ? allowance + close.Length : 1, level + 1);
            if (!isLast) _result.Append(",\n").Append(' ', indent + 1);
        }

        _result.Append(close);
    }

    /// <summary>A long text as several behind each other, which Python reads as one.</summary>
    private void PrintText(string text, int indent, int allowance, int level)
    {
        if (level == 1) (indent, allowance) = (indent + 1, allowance + 1);
        var chunks = new List<string>();
        var lines = Splitting.Lines(_context, text, keepEnds: true);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = (string)lines[i]!;
            var isLast = i == lines.Count - 1;
            var room = Width - indent;
            if (Text.Length(Text.Repr(line)) <= (isLast ? room - allowance : room)) chunks.Add(Text.Repr(line));
            else AddParts(line, room, isLast ? allowance : 0, chunks);
        }

        if (level == 1 && chunks.Count > 1) _result.Append('(');
        _result.AppendJoin($"\n{new string(' ', indent)}", chunks);
        if (level == 1 && chunks.Count > 1) _result.Append(')');
    }

    private static void AddParts(string line, int room, int allowance, List<string> chunks)
    {
        var current = "";
        var parts = Parts().Matches(line).Where(part => part.Length > 0).Select(part => part.Value).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            var candidate = current + parts[i];
            if (Text.Length(Text.Repr(candidate)) <= (i == parts.Count - 1 ? room - allowance : room))
            {
                current = candidate;
                continue;
            }

            if (current.Length > 0) chunks.Add(Text.Repr(current));
            current = parts[i];
        }

        if (current.Length > 0) chunks.Add(Text.Repr(current));
    }
}
