using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Since when code points have had a meaning (Ages.txt: those assigned by Unicode 8, then those that 9 added). Some tables of the reference are that
/// old: what came later is nothing to them, whatever .NET knows of it.
/// </summary>
internal static class UnicodeAges
{
    private static readonly Lazy<CodePointTable> Table = new(() => CodePointTable.Read("Ages.txt"));
    private static readonly Lazy<int[]> Versions = new(() => [.. Table.Value.Names.Select(name => int.Parse(name, CultureInfo.InvariantCulture))]);

    /// <summary>Whether a code point was assigned by a version of Unicode, 8 or 9.</summary>
    public static bool IsAssigned(Rune rune, int version) =>
        rune.IsAscii || (Table.Value.Find(rune.Value) is { } line && Versions.Value[line] <= version);
}
