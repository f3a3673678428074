using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>C's <c>strftime</c> in English, as templates call it for today's date.</summary>
internal static class Strftime
{
    public static string Format(DateTimeOffset time, string format)
    {
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }

            var plain = format[++i] == '-' && i + 1 < format.Length;
            if (plain) i++;
            var text = One(time, format[i]);
            result.Append(plain && text.Length > 1 ? text.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : "0" : text);
        }

        return result.ToString();
    }

    private static string One(DateTimeOffset time, char kind)
    {
        var week = (time.DayOfYear + 6 - (int)time.DayOfWeek) / 7;
        var weekFromMonday = (time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7;
        return kind switch
        {
            'a' => Net("ddd"),
            'A' => Net("dddd"),
            'b' or 'h' => Net("MMM"),
            'B' => Net("MMMM"),
            'c' => $"{Net("ddd MMM")} {time.Day,2} {Net("HH:mm:ss yyyy")}",
            'C' => Two(time.Year / 100),
            'd' => Two(time.Day),
            'D' or 'x' => Net("MM'/'dd'/'yy"),
            'e' => $"{time.Day,2}",
            'f' => Net("ffffff"),
            'F' => Net("yyyy'-'MM'-'dd"),
            'G' => Number(ISOWeek.GetYear(time.Date)),
            'H' => Two(time.Hour),
            'I' => Net("hh"),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'm' => Two(time.Month),
            'M' => Two(time.Minute),
            'n' => "\n",
            'p' => Net("tt"),
            'R' => Net("HH:mm"),
            's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'S' => Two(time.Second),
            't' => "\t",
            'T' or 'X' => Net("HH:mm:ss"),
            'u' => Number(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek),
            'U' => Two(week),
            'V' => Two(ISOWeek.GetWeekOfYear(time.Date)),
            'w' => Number((int)time.DayOfWeek),
            'W' => Two(weekFromMonday),
            'y' => Net("yy"),
            'Y' => Number(time.Year),
            'z' or 'Z' => "", // As for Python's naive times.
            '%' => "%",
            _ => $"%{kind}",
        };

        string Net(string format) => time.ToString(format, CultureInfo.InvariantCulture);

        static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
