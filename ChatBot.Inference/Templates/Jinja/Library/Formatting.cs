using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's <c>%</c> formatting and <c>str.format</c>.</summary>
internal static partial class Formatting
{
    /// <summary>Such as <c>"%s: %05.2f" % (name, price)</c>, or with names and a dict.</summary>
    public static string Percent(RenderContext context, string format, object? arguments)
    {
        var values = arguments is TemplateTuple tuple ? tuple : new TemplateTuple([arguments]);
        var used = 0;
        var result = new StringBuilder();
        var at = 0;
        for (int found; (found = format.IndexOf('%', at)) >= 0;)
        {
            result.Append(format, at, found - at);
            var match = Conversion().Match(format, found);
            if (!match.Success) throw new TemplateException("incomplete format, or an unsupported format character");
            at = found + match.Length;
            if (match.ValueSpan.EndsWith("%"))
            {
                result.Append('%');
                continue;
            }

            var width = Measure("width");
            var precision = Measure("precision");
            var value = match.Groups["name"] is { Success: true, Value: var name } ? Members.Item(arguments, name) : Next();
            var written = One(context, match, value, width, precision);
            context.Budget.Produce(written.Length);
            result.Append(written);

            int? Measure(string group) => match.Groups[group] is not { Success: true, Value: var digits } ? null
                : digits == "*" ? FormatSpec.Count(Value.Invariant(Value.ToWhole(Next(), group)))
                : FormatSpec.Count(digits) ?? 0;
        }

        if (used < values.Count && (used > 0 || arguments is TemplateTuple or string or long or double or bool or null))
            throw new TemplateException("not all arguments converted during string formatting");
        return result.Append(format, at, format.Length - at).ToString();

        object? Next() => used < values.Count ? values[used++] : throw new TemplateException("not enough arguments for format string");
    }

    /// <summary>Such as <c>"{} of {name:&gt;8}".format(1, name="x")</c>.</summary>
    public static string Braces(RenderContext context, string format, CallArguments arguments) => new Fields(context, arguments).Write(format, 0);

    [GeneratedRegex(
        @"\G%(?:\((?<name>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\d+|\*)?(?:\.(?<precision>\d+|\*|))?[hlL]?(?<type>[diouxXeEfFgGcrsa%])", RegexOptions.ExplicitCapture)]
    private static partial Regex Conversion();

    [GeneratedRegex(@"\G(?:\.(?<name>[^.\[\]]+)|\[(?<key>[^\]]+)\])", RegexOptions.ExplicitCapture)]
    private static partial Regex Step();

    private static string One(RenderContext context, Match match, object? value, int? width, int? precision)
    {
        var flags = match.Groups["flags"].Value;
        var type = match.Groups["type"].Value[0];
        var isText = type is 's' or 'r' or 'a' or 'c';
        var leftAligned = flags.Contains('-');
        var zeros = flags.Contains('0') && !leftAligned && !isText;
        var spec = new FormatSpec
        {
            Fill = zeros ? "0" : " ",
            Align = leftAligned ? '<' : zeros ? '=' : '>',
            Sign = flags.Contains('+') ? '+' : flags.Contains(' ') ? ' ' : '-',
            Alternate = flags.Contains('#'),
            Width = width ?? 0,
            Precision = precision,
            Type = isText ? 's' : type is 'i' or 'u' ? 'd' : type,
        };
        switch (type)
        {
            case 's':
                return spec.Apply(context, Text.Str(value));
            case 'r' or 'a':
                return spec.Apply(context, Text.Repr(value));
            case 'c':
                return spec.Apply(context, value is long code ? char.ConvertFromUtf32((int)code) : Text.Str(value));
        }

        if (!Value.TryNumber(value, out var number, out var whole, out var isWhole))
            throw value is Undefined undefined ? undefined.Error() : new TemplateException($"%{type} format: a real number is required, not {Value.TypeName(value)}");
        if (type is not ('d' or 'i' or 'u' or 'x' or 'X' or 'o')) return spec.Apply(context, number);
        if (!isWhole && spec.Type != 'd') throw new TemplateException($"%{type} format: an integer is required, not {Value.TypeName(value)}");
        return (spec with { Precision = null }).Apply(context, isWhole ? whole : (long)Math.Truncate(number));
    }

    /// <summary>The replacement fields of one format.</summary>
    private sealed class Fields(RenderContext context, CallArguments arguments)
    {
        private int _next;
        private bool _isCounted;
        private bool _isNumbered;

        public string Write(string format, int depth)
        {
            if (depth > 2) throw new TemplateException("Max string recursion exceeded");
            var result = new StringBuilder();
            for (var i = 0; i < format.Length; i++)
            {
                var unit = format[i];
                if (unit is '{' or '}' && i + 1 < format.Length && format[i + 1] == unit)
                {
                    result.Append(unit);
                    i++;
                    continue;
                }

                if (unit == '}') throw new TemplateException("Single '}' encountered in format string");
                if (unit != '{')
                {
                    result.Append(unit);
                    continue;
                }

                var close = Close(format, i);
                var written = Field(format[(i + 1)..close], depth);
                context.Budget.Produce(written.Length);
                result.Append(written);
                i = close;
            }

            return result.ToString();
        }

        private static int Close(string format, int open)
        {
            var depth = 0;
            for (var i = open; i < format.Length; i++)
            {
                if (format[i] == '{') depth++;
                else if (format[i] == '}' && --depth == 0) return i;
            }

            throw new TemplateException("expected '}' before end of string");
        }

        private string Field(string field, int depth)
        {
            var end = field.AsSpan().IndexOfAny('!', ':');
            var path = end < 0 ? field : field[..end];
            var rest = end < 0 ? "" : field[end..];
            var value = Find(path);
            if (rest.StartsWith('!'))
            {
                if (rest.Length < 2 || (rest.Length > 2 && rest[2] != ':')) throw new TemplateException("expected ':' after conversion specifier");
                value = rest[1] switch
                {
                    's' => Text.Str(value),
                    'r' or 'a' => Text.Repr(value),
                    var other => throw new TemplateException($"Unknown conversion specifier {other}"),
                };
                rest = rest[2..];
            }

            var spec = rest.Length > 1 ? Write(rest[1..], depth + 1) : "";
            return spec.Length == 0 ? Text.Str(value) : FormatSpec.Parse(spec).Apply(context, value);
        }

        private object? Find(string path)
        {
            var at = path.AsSpan().IndexOfAny('.', '[');
            var name = at < 0 ? path : path[..at];
            var value = name.Length == 0 ? Argument(_next++, counts: true)
                : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Argument(index, counts: false)
                : arguments.Require(int.MaxValue, name);
            for (at = at < 0 ? path.Length : at; at < path.Length;)
            {
                var step = Step().Match(path, at);
                if (!step.Success) throw new TemplateException("Only '.' or '[' may follow ']' in format field specifier");
                at += step.Length;
                value = step.Groups["name"] is { Success: true, Value: var attribute } ? Members.Attribute(value, attribute)
                    : Members.Item(value, long.TryParse(step.Groups["key"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : step.Groups["key"].Value);
            }

            return value;
        }

        private object? Argument(int index, bool counts)
        {
            if (counts ? _isNumbered : _isCounted) throw new TemplateException("fields are numbered by hand or by themselves, not both");
            (_isCounted, _isNumbered) = (_isCounted || counts, _isNumbered || !counts);
            return index < arguments.Positional.Count
                ? arguments.Positional[index]
                : throw new TemplateException($"Replacement index {index} out of range for positional args tuple");
        }
    }
}
