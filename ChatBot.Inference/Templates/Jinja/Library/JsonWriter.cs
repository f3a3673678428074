using System.Globalization;
using System.Text;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>
/// Python's <c>json.dumps</c>, which is what chat templates get for <c>tojson</c>: nothing is escaped for HTML, and letters beyond
/// ASCII stay.
/// </summary>
internal sealed class JsonWriter
{
    private readonly StringBuilder _result = new();
    private readonly RenderContext _context;
    private readonly bool _ascii;
    private readonly bool _sort;
    private readonly string? _indent;
    private readonly string _itemSeparator;
    private readonly string _keySeparator;

    private JsonWriter(RenderContext context, CallArguments arguments)
    {
        _context = context;
        _ascii = arguments.Flag(0, "ensure_ascii");
        _indent = arguments.Get(1, "indent") switch
        {
            null => null,
            string text => text,
            var width => new string(' ', (int)Math.Clamp(Value.ToWhole(width, "indent"), 0, 64)),
        };
        (_itemSeparator, _keySeparator) = arguments.Get(2, "separators") is IReadOnlyList<object?> { Count: 2 } separators
            ? (Text.Str(separators[0]), Text.Str(separators[1]))
            : (_indent is null ? ", " : ",", ": ");
        _sort = arguments.Flag(3, "sort_keys");
    }

    /// <param name="context">The rendering.</param>
    /// <param name="value">Any value but functions and what is undefined.</param>
    /// <param name="arguments">Python's <c>ensure_ascii</c>, <c>indent</c>, <c>separators</c> and <c>sort_keys</c>.</param>
    public static string Write(RenderContext context, object? value, CallArguments arguments)
    {
        // transformers' filter takes the same names; called with one unnamed number, as Jinja's own, that is the indent.
        if (arguments.Positional is [long or string])
        {
            var renamed = new CallArguments();
            renamed.Named.AddRange(arguments.Named);
            renamed.Named.Add(new("indent", arguments.Positional[0]));
            arguments = renamed;
        }

        var writer = new JsonWriter(context, arguments);
        writer.Append(value, 0);
        return writer._result.ToString();
    }

    private void Append(object? value, int level)
    {
        _context.Budget.Step();
        switch (value)
        {
            case null:
                _result.Append("null");
                break;
            case bool flag:
                _result.Append(flag ? "true" : "false");
                break;
            case long whole:
                _result.Append(whole);
                break;
            case double number:
                _result.Append(double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity") : Text.Float(number));
                break;
            case string text:
                AppendText(text);
                break;
            case TemplateDict dict:
                AppendItems('{', '}', Sorted(dict), level, pair =>
                {
                    AppendText(Key(pair.Key));
                    _result.Append(_keySeparator);
                    Append(pair.Value, level + 1);
                });
                break;
            case IReadOnlyList<object?> list when list is not TemplateRange:
                AppendItems('[', ']', list, level, item => Append(item, level + 1));
                break;
            case TemplateIterator iterator:
                // Python refuses; a list is what was meant.
                AppendItems('[', ']', iterator.Drain(), level, item => Append(item, level + 1));
                break;
            default:
                throw new TemplateException($"Object of type {Value.TypeName(value)} is not JSON serializable");
        }
    }

    private IEnumerable<KeyValuePair<object?, object?>> Sorted(TemplateDict dict) =>
        _sort ? dict.OrderBy(pair => Key(pair.Key), StringComparer.Ordinal) : dict;

    private void AppendItems<T>(char open, char close, IEnumerable<T> items, int level, Action<T> append)
    {
        _result.Append(open);
        var any = false;
        foreach (var item in items)
        {
            if (any) _result.Append(_itemSeparator);
            any = true;
            NewLine(level + 1);
            append(item);
        }

        if (any) NewLine(level);
        _result.Append(close);
    }

    private void NewLine(int level)
    {
        if (_indent is null) return;
        _context.Budget.Produce(1 + (level * (long)_indent.Length));
        _result.Append('\n').Insert(_result.Length, _indent, level);
    }

    private void AppendText(string text)
    {
        _context.Budget.Produce(text.Length);
        _result.Append('"');
        foreach (var unit in text)
        {
            switch (unit)
            {
                case '"' or '\\':
                    _result.Append('\\').Append(unit);
                    break;
                case '\n':
                    _result.Append("\\n");
                    break;
                case '\r':
                    _result.Append("\\r");
                    break;
                case '\t':
                    _result.Append("\\t");
                    break;
                case '\b':
                    _result.Append("\\b");
                    break;
                case '\f':
                    _result.Append("\\f");
                    break;
                case < ' ':
                case > '~' when _ascii && !ControlTokenGuard.IsMark(unit):
                    _result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                    break;
                default:
                    _result.Append(unit);
                    break;
            }
        }

        _result.Append('"');
    }

    private static string Key(object? key) => key switch
    {
        string text => text,
        null => "null",
        bool flag => flag ? "true" : "false",
        long or double => Text.Repr(key),
        _ => throw new TemplateException($"keys must be str, int, float, bool or None, not {Value.TypeName(key)}"),
    };
}
