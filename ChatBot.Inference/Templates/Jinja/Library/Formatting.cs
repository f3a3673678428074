using System.Globalization;
using System.Text;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's <c>%</c> formatting and <c>str.format</c>, as far as templates use them.</summary>
internal static class Formatting
{
    /// <summary>Such as <c>"%s: %05.2f" % (name, price)</c>, or with names and a dict.</summary>
    public static string Percent(RenderContext context, string format, object? arguments)
    {
        var values = arguments is TemplateTuple tuple ? tuple : new TemplateTuple([arguments]);
        var result = new StringBuilder();
        var used = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            string? name = null;
            if (++i < format.Length && format[i] == '(')
            {
                var close = format.IndexOf(')', i);
                if (close < 0) throw new TemplateException("incomplete format key");
                name = format[(i + 1)..close];
                i = close + 1;
            }

            var start = i;
            while (i < format.Length && format[i] is '-' or '+' or ' ' or '#' or '.' or (>= '0' and <= '9')) i++;
            if (i >= format.Length) throw new TemplateException("incomplete format");
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            var value = name is not null ? Members.Item(arguments, name)
                : used < values.Count ? values[used++]
                : throw new TemplateException("not enough arguments for format string");
            result.Append(One(context, format[start..i], format[i], value));
            context.Budget.Produce(result.Length);
        }

        return result.ToString();
    }

    /// <summary>Such as <c>"{} of {name}".format(1, name="x")</c>.</summary>
    public static string Braces(RenderContext context, string format, CallArguments arguments)
    {
        var result = new StringBuilder();
        var next = 0;
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

            var close = format.IndexOf('}', i);
            if (close < 0) throw new TemplateException("expected '}' before end of string");
            var field = format[(i + 1)..close];
            i = close;
            var colon = field.IndexOf(':');
            var spec = colon < 0 ? "" : field[(colon + 1)..];
            var name = colon < 0 ? field : field[..colon];
            var value = name.Length == 0 ? arguments.Require(next++, "replacement index")
                : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? arguments.Require(index, name)
                : arguments.Require(int.MaxValue, name);
            var kind = spec.Length > 0 && char.IsAsciiLetter(spec[^1]) ? spec[^1] : 's';
            result.Append(spec.Length == 0 ? Text.Str(value) : One(context, spec.TrimEnd(kind), kind, value));
            context.Budget.Produce(result.Length);
        }

        return result.ToString();
    }

    private static string One(RenderContext context, string flags, char kind, object? value)
    {
        var leftAligned = flags.StartsWith('-') || flags.StartsWith('<');
        var zeros = flags.TrimStart('+', ' ').StartsWith('0');
        var numbers = flags.Trim('-', '+', ' ', '#', '<', '>').Split('.');
        if (numbers.Length > 2 || !TryCount(numbers[0], out var width) || !TryCount(numbers.ElementAtOrDefault(1) ?? "", out var precision))
        {
            throw new TemplateException($"unsupported format '{flags}{kind}'");
        }

        context.Budget.Produce(width + precision);
        var hasPrecision = numbers.Length == 2;
        var text = kind switch
        {
            's' => Text.Str(value),
            'r' => Text.Repr(value),
            'd' or 'i' => Value.Invariant((long)Math.Truncate(Number(value))),
            'x' => ((long)Number(value)).ToString("x", CultureInfo.InvariantCulture),
            'f' => Number(value).ToString($"F{(hasPrecision ? precision : 6)}", CultureInfo.InvariantCulture),
            _ => throw new TemplateException($"unsupported format character '{kind}'"),
        };
        if (kind is 's' or 'r' && hasPrecision && text.Length > precision) text = text[..precision];
        if (flags.Contains('+') && kind is 'd' or 'i' or 'f' && Number(value) >= 0) text = $"+{text}";
        return leftAligned ? text.PadRight(width) : text.PadLeft(width, zeros && kind is not ('s' or 'r') ? '0' : ' ');
    }

    private static bool TryCount(string text, out int count)
    {
        count = 0;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= 1000);
    }

    private static double Number(object? value) => Value.TryNumber(value, out var number, out _, out _)
        ? number
        : throw new TemplateException($"a number is required, not {Value.TypeName(value)}");
}
