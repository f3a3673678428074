using System.Globalization;
using System.Text;
using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// The script of every code point, by Unicode 14 (Scripts.txt: a script a line, its ranges in hexadecimal). The reference's pre-tokenizer knows those of Unicode 9 (<see cref="UnicodeAges"/>).
/// </summary>
internal static class UnicodeScripts
{
    /// <summary>What has no script.</summary>
    public const int Unknown = -1;

    private static readonly Lazy<Table> Data = new(Table.Read);

    /// <summary>The script of a code point, a number; <see cref="Unknown"/> where it has none.</summary>
    public static int Of(Rune rune) => Data.Value.Of(rune.Value);

    /// <summary>The number of a script by its name, in whatever case; null where there is none.</summary>
    public static int? Find(string name) => Data.Value.Names.TryGetValue(name.Replace("_", "", StringComparison.Ordinal), out var script) ? script : null;

    /// <summary>
    /// The members of a script within the first 65,536 code points, for a class of a regular expression. Those beyond are matched by their stand-ins
    /// (<see cref="AstralShadow"/>), of which only Han's is of the script it stands for.
    /// </summary>
    public static bool TryMembers(string name, out string members)
    {
        members = "";
        if (Find(name) is not { } script || name.Equals("Common", StringComparison.OrdinalIgnoreCase) || name.Equals("Inherited", StringComparison.OrdinalIgnoreCase))
            return false;
        var result = new StringBuilder();
        foreach (var (start, end, owner) in Data.Value.Ranges)
        {
            if (owner != script || start > char.MaxValue) continue;
            var from = start;
            foreach (var standIn in AstralShadow.StandIns.Values.Order().Where(unit => unit >= start && unit <= end))
            {
                Append(from, standIn - 1);
                from = standIn + 1;
            }

            Append(from, Math.Min(end, char.MaxValue));
        }

        members = result.ToString();
        return members.Length > 0;

        void Append(int from, int to)
        {
            if (from <= to) result.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}-\\u{to:X4}");
        }
    }

    private sealed class Table
    {
        public Dictionary<string, int> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

        public List<(int Start, int End, int Script)> Ranges { get; } = [];

        public static Table Read()
        {
            var table = new Table();
            using var reader = new StreamReader(typeof(UnicodeScripts).Assembly.GetManifestResourceStream("Scripts.txt")!);
            while (reader.ReadLine() is { } line)
            {
                var parts = line.Split(' ');
                var script = table.Names.Count;
                table.Names[parts[0].Replace("_", "", StringComparison.Ordinal)] = script;
                foreach (var ends in parts.Skip(1).Select(part => part.Split('-'))) table.Ranges.Add((Hex(ends[0]), Hex(ends[^1]), script));
            }

            table.Ranges.Sort();
            return table;
        }

        public int Of(int codePoint)
        {
            var at = Ranges.BinarySearch((codePoint, int.MaxValue, 0));
            var range = ~at - 1 >= 0 ? Ranges[~at - 1] : default;
            return codePoint >= range.Start && codePoint <= range.End && range != default ? range.Script : Unknown;
        }

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
