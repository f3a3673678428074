using System.Globalization;
using ChatBot.Inference.Templates.Jinja.Syntax;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Filters of numbers, and <c>default</c>.</summary>
internal static class NumberFilters
{
    public static IEnumerable<KeyValuePair<string, Filter>> All { get; } = new Dictionary<string, Filter>
    {
        ["abs"] = (_, value, _) => Abs(value),
        ["int"] = (_, value, arguments) => Int(value, arguments),
        ["float"] = (_, value, arguments) => ToFloat(value) ?? arguments.Get(0, "default", 0.0),
        ["round"] = (_, value, arguments) => Round(value, arguments),
        ["filesizeformat"] = (_, value, arguments) => FileSize(ToFloat(value) ?? throw new TemplateException("filesizeformat needs a number"), arguments.Flag(0, "binary")),
        ["random"] = (_, _, _) => throw new TemplateException("the filter 'random' would make another prompt each time, which a chat cannot go on from"),
        ["default"] = Default,
        ["d"] = Default,
    };

    private static object? Default(RenderContext context, object? value, CallArguments arguments) =>
        value is Undefined || (arguments.Flag(1, "boolean") && !Value.IsTrue(value)) ? arguments.Get(0, "default_value", "") : value;

    private static string FileSize(double bytes, bool binary)
    {
        var step = binary ? 1024 : 1000;
        if (bytes == 1) return "1 Byte";
        if (bytes < step) return $"{Value.Invariant((long)Math.Truncate(bytes))} Bytes";
        const string Prefixes = "kMGTPEZY";
        var (place, unit) = (0, Math.Pow(step, 2));
        for (; bytes >= unit && place < Prefixes.Length - 1; place++) unit *= step;
        var prefix = binary ? $"{char.ToUpperInvariant(Prefixes[place])}i" : $"{Prefixes[place]}";
        return $"{FloatText.Fixed(step * bytes / unit, 1)} {prefix}B";
    }

    private static object Abs(object? value)
    {
        if (value is Undefined undefined) throw undefined.Error();
        if (!Value.TryNumber(value, out var number, out var whole, out var isWhole))
        {
            throw new TemplateException($"bad operand type for abs(): '{Value.TypeName(value)}'");
        }

        if (isWhole) return Math.Abs(whole);
        return Math.Abs(number);
    }

    private static object? Int(object? value, CallArguments arguments)
    {
        var missing = arguments.Get(0, "default", 0L);
        if (value is Undefined undefined) throw undefined.Error();
        if (value is string text && TryParse(text, arguments.Whole(1, "base", 10), out var parsed)) return parsed;
        if (value is bool or long)
        {
            Value.TryNumber(value, out _, out var whole, out _);
            return whole;
        }

        return ToFloat(value) is { } number && Math.Abs(number) < long.MaxValue ? (long)Math.Truncate(number) : missing;
    }

    private static bool TryParse(string text, long radix, out long value)
    {
        value = 0;
        text = StringMethods.Strip(text, null, true, true).Replace("_", "", StringComparison.Ordinal);
        if (radix == 10) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        if (radix is not (2 or 8 or 16)) return false;
        var digits = text.Length > 2 && text[0] == '0' && char.ToLowerInvariant(text[1]) == "  b     o       x"[(int)radix] ? text[2..] : text;
        try
        {
            value = Convert.ToInt64(digits, (int)radix);
            return digits.Length > 0;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static double? ToFloat(object? value)
    {
        if (value is Undefined undefined) throw undefined.Error();
        if (Value.TryNumber(value, out var number, out _, out _)) return number;
        if (value is not string text) return null;
        text = new string(PythonText.TrimEnd(PythonText.TrimStart(text))).ToLowerInvariant();
        if (text.TrimStart('+', '-') is "inf" or "infinity") return text.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        if (text.TrimStart('+', '-') == "nan") return double.NaN;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text.Replace("_", "", StringComparison.Ordinal), Style, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    private static object Round(object? value, CallArguments arguments)
    {
        if (value is Undefined undefined) throw undefined.Error();
        if (!Value.TryNumber(value, out var number, out _, out var isWhole)) throw new TemplateException("round needs a number");
        var precision = (int)Math.Clamp(arguments.Whole(0, "precision", 0), -300, 300);
        var method = arguments.Get(1, "method") as string ?? "common";
        var factor = Math.Pow(10, precision);
        switch (method)
        {
            case "common" when isWhole && precision >= 0:
                return value is bool ? (long)number : value!;
            case "common" when isWhole:
                return (long)RoundHalfEven(number, precision);
            case "common":
                return RoundHalfEven(number, precision);
            case "ceil":
                return Math.Ceiling(number * factor) / factor;
            case "floor":
                return Math.Floor(number * factor) / factor;
            default:
                throw new TemplateException("method must be common, ceil or floor");
        }
    }

    /// <summary>Python's <c>round</c>: by the exact decimal value of the number, ties to even.</summary>
    private static double RoundHalfEven(double number, int precision)
    {
        if (precision < 0) return Math.Round(number / Math.Pow(10, -precision), MidpointRounding.ToEven) * Math.Pow(10, -precision);
        return precision <= 20 && decimal.TryParse(number.ToString("F28", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var exact)
            ? (double)decimal.Round(exact, precision, MidpointRounding.ToEven)
            : number;
    }
}
