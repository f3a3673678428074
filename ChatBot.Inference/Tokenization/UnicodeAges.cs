using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Since when code points have had a meaning (Ages.txt: those assigned by Unicode 8, then those that 9 added). Some tables of the reference are that
/// old: what came later is nothing to them, whatever .NET knows of it.
/// </summary>
internal static class UnicodeAges
{
    private static readonly Lazy<(int Start, int End, int Version)[]> Ranges = new(Read);

    /// <summary>Whether a code point was assigned by a version of Unicode, 8 or 9.</summary>
    public static bool IsAssigned(Rune rune, int version)
    {
        if (rune.IsAscii) return true;
        var at = Array.BinarySearch(Ranges.Value, (rune.Value, int.MaxValue, 0));
        var range = at < 0 && ~at > 0 ? Ranges.Value[~at - 1] : default;
        return rune.Value <= range.End && range.Version <= version;
    }

    private static (int, int, int)[] Read()
    {
        var ranges = new List<(int, int, int)>();
        using var reader = new StreamReader(typeof(UnicodeAges).Assembly.GetManifestResourceStream("Ages.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var version = int.Parse(parts[0], CultureInfo.InvariantCulture);
            foreach (var ends in parts.Skip(1).Select(part => part.Split('-'))) ranges.Add((Hex(ends[0]), Hex(ends[^1]), version));
        }

        ranges.Sort();
        return [.. ranges];
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
