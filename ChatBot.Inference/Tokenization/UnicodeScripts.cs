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

    private static readonly Lazy<CodePointTable> Table = new(() => CodePointTable.Read("Scripts.txt"));

    private static readonly Lazy<Dictionary<string, int>> Numbers = new(() => Table.Value.Names
        .Select((name, number) => KeyValuePair.Create(Plain(name), number)).ToDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>The script of a code point, a number; <see cref="Unknown"/> where it has none.</summary>
    public static int Of(Rune rune) => Table.Value.Find(rune.Value) ?? Unknown;

    /// <summary>The number of a script by its name, in whatever case; null where there is none.</summary>
    public static int? Find(string name) => Numbers.Value.TryGetValue(Plain(name), out var script) ? script : null;

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
        foreach (var (start, end, owner) in Table.Value.Ranges)
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

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
