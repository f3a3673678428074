using System.Globalization;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Ranges of code points under names, from a text of this library: a name a line, then its ranges in hexadecimal. No code point is under two of them.
/// Immutable and thread-safe.
/// </summary>
internal sealed class CodePointTable
{
    private readonly List<string> _names = [];
    private readonly List<(int Start, int End, int Line)> _ranges = [];

    /// <summary>The names, in the order of the lines.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The ranges in ascending order, both ends included, and the number of the name that each is under.</summary>
    public IReadOnlyList<(int Start, int End, int Line)> Ranges => _ranges;

    /// <summary>Reads a text that is embedded in the library.</summary>
    public static CodePointTable Read(string resource)
    {
        var table = new CodePointTable();
        using var reader = new StreamReader(typeof(CodePointTable).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            foreach (var ends in parts.Skip(1).Select(part => part.Split('-'))) table._ranges.Add((Hex(ends[0]), Hex(ends[^1]), table._names.Count));
            table._names.Add(parts[0]);
        }

        table._ranges.Sort();
        return table;
    }

    /// <summary>The number of the name that a code point is under; null where it is under none.</summary>
    public int? Find(int codePoint)
    {
        var next = ~_ranges.BinarySearch((codePoint, int.MaxValue, 0));
        return next > 0 && codePoint <= _ranges[next - 1].End ? _ranges[next - 1].Line : null;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
