using System.Globalization;
using System.Text.RegularExpressions;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>How a value is to be written, in Python's format specification and in its <c>%</c> formatting.</summary>
internal sealed partial record FormatSpec
{
    private const int Longest = 1000;

    public string Fill { get; init; } = " ";

    /// <summary>&lt;, &gt;, ^ or =; none for the usual one of the value's type.</summary>
    public char Align { get; init; }

    /// <summary>+, a space, or - for negative numbers only.</summary>
    public char Sign { get; init; } = '-';

    /// <summary>The form with <c>0x</c>, or with all zeros.</summary>
    public bool Alternate { get; init; }

    public int Width { get; init; }

    /// <summary>What stands between thousands; none for nothing.</summary>
    public char Grouping { get; init; }

    public int? Precision { get; init; }

    /// <summary>Such as d or f; none for the usual one of the value's type.</summary>
    public char Type { get; init; }

    /// <summary>Reads what stands behind the colon of a replacement field.</summary>
    public static FormatSpec Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success) throw new TemplateException($"Invalid format specifier '{text}'");
        var align = Unit("align");
        var zeros = match.Groups["zero"].Success;
        return new FormatSpec
        {
            Fill = match.Groups["fill"] is { Success: true, Value: var fill } ? fill : zeros ? "0" : " ",
            Align = align == 0 && zeros ? '=' : align,
            Sign = Unit("sign") is var sign and not '\0' ? sign : '-',
            Alternate = match.Groups["alternate"].Success,
            Width = Count(match.Groups["width"].Value) ?? 0,
            Grouping = Unit("grouping"),
            Precision = Count(match.Groups["precision"].Value),
            Type = Unit("type"),
        };

        char Unit(string name) => match.Groups[name] is { Success: true, Value: [var unit] } ? unit : '\0';
    }

    /// <summary>A count of characters; null for none.</summary>
    /// <exception cref="TemplateException">It is more than anybody means.</exception>
    public static int? Count(string digits) => digits.Length == 0 ? null
        : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= Longest ? count
        : throw new TemplateException($"the width or precision {digits} is too large");

    /// <summary>Python's <c>format(value, spec)</c>.</summary>
    public string Apply(RenderContext context, object? value)
    {
        context.Budget.Produce(Width + (Precision ?? 0));
        switch (value)
        {
            case string text when Type is '\0' or 's':
                if (Align == '=' && Fill != "0") throw new TemplateException("'=' alignment not allowed in string format specifier");
                return Pad("", Precision is { } most ? text[..Text.OffsetOf(text, most)] : text, Align is '=' or '\0' ? '<' : Align);
            case bool or long when Type is '\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' or 'c':
                return Whole(value is bool flag ? (flag ? 1 : 0) : (long)value);
            case bool or long or double when Type is '\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%':
                Value.TryNumber(value, out var number, out _, out _);
                return Float(number);
            case bool or long or double or string:
                throw new TemplateException($"Unknown format code '{Type}' for object of type '{Value.TypeName(value)}'");
            default:
                throw new TemplateException($"unsupported format string passed to {Value.TypeName(value)}.__format__");
        }
    }

    /// <summary>A text on its place.</summary>
    public string Pad(string sign, string text, char align)
    {
        var space = Math.Max(0, Width - sign.Length - Text.Length(text));
        return align switch
        {
            '<' => sign + text + Filling(space),
            '^' => Filling(space / 2) + sign + text + Filling(space - (space / 2)),
            '=' => sign + Filling(space) + text,
            _ => Filling(space) + sign + text,
        };
    }

    [GeneratedRegex(
        @"^(?:(?:(?<fill>[\s\S]|[\uD800-\uDBFF][\uDC00-\uDFFF])(?=[<>=^]))?(?<align>[<>=^]))?(?<sign>[-+ ])?z?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    private string Filling(int count) => string.Concat(Enumerable.Repeat(Fill, count));

    private string Whole(long value)
    {
        if (Precision is not null) throw new TemplateException("Precision not allowed in integer format specifier");
        if (Type == 'c') return Pad("", char.ConvertFromUtf32((int)value), Align == 0 ? '<' : Align);
        var size = value < 0 ? (ulong)-value : (ulong)value;
        var (digits, prefix, group) = Type switch
        {
            'b' => (size.ToString("b", CultureInfo.InvariantCulture), "0b", 4),
            'o' => (Convert.ToString((long)size, 8), "0o", 4),
            'x' => (size.ToString("x", CultureInfo.InvariantCulture), "0x", 4),
            'X' => (size.ToString("X", CultureInfo.InvariantCulture), "0X", 4),
            _ => (size.ToString(CultureInfo.InvariantCulture), "", 3),
        };
        return Number(value < 0, Alternate ? prefix : "", digits, "", group);
    }

    private string Float(double value)
    {
        var size = Math.Abs(value);
        var text = char.ToLowerInvariant(Type) switch
        {
            'e' => FloatText.Exponential(size, Precision ?? 6),
            'f' => FloatText.Fixed(size, Precision ?? 6),
            '%' => FloatText.Fixed(size * 100, Precision ?? 6) + "%",
            'g' or 'n' => FloatText.General(size, Precision ?? 6, Alternate),
            _ when Precision is { } precision => FloatText.General(size, precision, Alternate, withPoint: true),
            _ => Text.Float(size),
        };
        if (Type is 'E' or 'F' or 'G') text = text.ToUpperInvariant();
        var whole = text.TakeWhile(char.IsAsciiDigit).Count();
        if (Alternate && whole > 0 && !text.Contains('.')) text = text.Insert(whole, ".");
        return Number(double.IsNegative(value), "", text[..whole], text[whole..], 3);
    }

    private string Number(bool isNegative, string prefix, string digits, string rest, int group)
    {
        var sign = (isNegative ? "-" : Sign == '-' ? "" : Sign.ToString()) + prefix;
        var align = Align == 0 ? '>' : Align;
        if (Grouping == 0) return Pad(sign, digits + rest, align);

        // Zeros that fill are grouped as the digits are.
        var grouped = Grouped(digits, group);
        while (align == '=' && Fill == "0" && sign.Length + grouped.Length + rest.Length < Width) grouped = Grouped(digits = $"0{digits}", group);
        return Pad(sign, grouped + rest, align);
    }

    private string Grouped(string digits, int group)
    {
        for (var at = digits.Length - group; at > 0; at -= group) digits = digits.Insert(at, Grouping.ToString());
        return digits;
    }
}
