using System.Globalization;
using System.Numerics;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Numbers with a fixed count of digits, rounded as Python (and C) rounds: the exact value, ties to even.</summary>
internal static class FloatText
{
    /// <summary>Such as 1234.50.</summary>
    public static string Fixed(double value, int precision)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        var digits = Scaled(value, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return Sign(value) + (precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}");
    }

    /// <summary>Such as 1.234500e+03.</summary>
    public static string Exponential(double value, int precision)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        var (digits, exponent) = Digits(value, precision + 1);
        var point = precision > 0 ? $".{digits[1..]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Sign(value)}{digits[0]}{point}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>The shorter of both, with so many digits that count at most.</summary>
    /// <param name="value">The number.</param>
    /// <param name="precision">Digits that count.</param>
    /// <param name="keepZeros">Whether zeros at the end stay.</param>
    /// <param name="withPoint">Whether a whole number gets <c>.0</c>.</param>
    public static string General(double value, int precision, bool keepZeros = false, bool withPoint = false)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        precision = Math.Max(1, precision);
        var (_, exponent) = Digits(value, precision);

        // Where a point is wanted one digit has to be behind it.
        if (exponent >= -4 && exponent < (withPoint ? precision - 1 : precision))
        {
            var text = Fixed(value, precision - 1 - exponent);
            if (!keepZeros && text.Contains('.')) text = text.TrimEnd('0').TrimEnd('.');
            return withPoint && !text.Contains('.') ? $"{text}.0" : text;
        }

        var parts = Exponential(value, precision - 1).Split('e');
        return (keepZeros || !parts[0].Contains('.') ? parts[0] : parts[0].TrimEnd('0').TrimEnd('.')) + "e" + parts[1];
    }

    private static (string Digits, int Exponent) Digits(double value, int count)
    {
        if (value == 0) return (new string('0', count), 0);
        for (var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value))); ;)
        {
            var digits = Scaled(value, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count) return (digits, exponent);

            // Rounding, or the logarithm, may have gone past a power of ten.
            exponent += digits.Length > count ? 1 : -1;
        }
    }

    /// <summary>The number without its sign times a power of ten, as a whole number.</summary>
    private static BigInteger Scaled(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = new BigInteger(bits & 0xF_FFFF_FFFF_FFFF);
        if (exponent > 0) mantissa += BigInteger.One << 52;
        var shift = Math.Max(1, exponent) - 1075;
        var (above, below) = (mantissa, BigInteger.One);
        if (shift > 0) above <<= shift;
        else below <<= -shift;
        if (power > 0) above *= BigInteger.Pow(10, power);
        else below *= BigInteger.Pow(10, -power);
        var whole = BigInteger.DivRem(above, below, out var rest);
        var half = (2 * rest).CompareTo(below);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    private static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
