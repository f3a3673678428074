using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>Values as text, as Python's <c>str</c> and <c>repr</c> write them, and texts by code points.</summary>
internal static class Text
{
    /// <summary>Python's <c>str</c>.</summary>
    public static string Str(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Repr(value),
    };

    /// <summary>Python's <c>repr</c>.</summary>
    public static string Repr(object? value)
    {
        var result = new StringBuilder();
        AppendRepr(value, result);
        return result.ToString();
    }

    /// <summary>The number of code points.</summary>
    public static int Length(string text)
    {
        RenderBudget.Scan(text.Length);
        var low = 0;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit)) low++;
        }

        return text.Length - low;
    }

    /// <summary>The UTF-16 offset of a code point.</summary>
    public static int OffsetOf(string text, int codePoint)
    {
        var at = 0;
        while (codePoint-- > 0 && at < text.Length) at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
        return at;
    }

    public static bool HasSurrogates(string text)
    {
        RenderBudget.Scan(text.Length);
        return text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
    }

    /// <summary>Whether Python prints a character as it is. The marks that guard control tokens pass too: they are taken out of the finished prompt.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || ControlTokenGuard.IsMark(rune.Value) || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    /// <summary>A number as Python writes it: the shortest digits that read back the same, always with a point or an exponent.</summary>
    public static string Float(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";
        var scientific = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var sign = number < 0 ? "-" : "";
        var mantissa = shortest.TrimStart('-').Split('E')[0];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), CultureInfo.InvariantCulture);

        // The 17 digits of E16 may round up to the next power of ten where the shortest ones do not.
        if (double.Parse($"{sign}{digits[0]}.{digits[1..]}E{exponent}", CultureInfo.InvariantCulture) != number) exponent--;
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static void AppendRepr(object? value, StringBuilder result)
    {
        RenderBudget.Visit();
        switch (value)
        {
            case null:
                result.Append("None");
                break;
            case bool flag:
                result.Append(flag ? "True" : "False");
                break;
            case long whole:
                result.Append(whole);
                break;
            case double number:
                result.Append(Float(number));
                break;
            case string text:
                AppendQuoted(text, result);
                break;
            case TemplateRange:
                result.Append(value);
                break;
            case TemplateTuple tuple:
                AppendItems(tuple, '(', tuple.Count == 1 ? ",)" : ")", result);
                break;
            case IReadOnlyList<object?> list:
                AppendItems(list, '[', "]", result);
                break;
            case TemplateDict dict:
                AppendDict(dict, result);
                break;
            case TemplateNamespace names:
                result.Append("<Namespace ");
                AppendDict(names.ToDict(), result);
                result.Append('>');
                break;
            case TemplateIterator:
                result.Append("<generator object>");
                break;
            case TemplateFunction function:
                result.Append("<function ").Append(function.Name).Append('>');
                break;
            default:
                result.Append("Undefined");
                break;
        }
    }

    private static void AppendItems(IReadOnlyList<object?> items, char open, string close, StringBuilder result)
    {
        result.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) result.Append(", ");
            AppendRepr(items[i], result);
        }

        result.Append(close);
    }

    private static void AppendDict(TemplateDict dict, StringBuilder result)
    {
        result.Append('{');
        var first = true;
        foreach (var (key, value) in dict)
        {
            if (!first) result.Append(", ");
            first = false;
            AppendRepr(key, result);
            result.Append(": ");
            AppendRepr(value, result);
        }

        result.Append('}');
    }

    private static void AppendQuoted(string text, StringBuilder result)
    {
        RenderBudget.Scan(text.Length, copies: true);
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        result.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\':
                    result.Append(@"\\");
                    break;
                case '\n':
                    result.Append(@"\n");
                    break;
                case '\r':
                    result.Append(@"\r");
                    break;
                case '\t':
                    result.Append(@"\t");
                    break;
                case var code when code == quote:
                    result.Append('\\').Append(quote);
                    break;
                case var code when IsPrintable(rune):
                    result.Append(rune.ToString());
                    break;
                case var code:
                    result.Append(code <= 0xFF ? $"\\x{code:x2}" : code <= 0xFFFF ? $"\\u{code:x4}" : $"\\U{code:x8}");
                    break;
            }
        }

        result.Append(quote);
    }
}
