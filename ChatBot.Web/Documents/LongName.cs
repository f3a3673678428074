using System.Globalization;

namespace ChatBot.Web.Documents;

/// <summary>Where a long file name may be cut short: in its middle, since names that are alike differ at their ends.</summary>
internal static class LongName
{
    // Names up to this length fit nearly everywhere: a chip has room for about as many letters.
    private const int Short = 13;
    private const int LongestExtension = 8;
    private const int BeforeExtension = 6;

    /// <summary>Parts a name into what may be cut and what is always shown: its last letters with the extension.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The parts, which joined are the name; an empty tail for a short name. No character is parted in itself.</returns>
    public static (string Head, string Tail) Part(string name)
    {
        if (name.Length <= Short) return (name, "");
        var extension = Path.GetExtension(name).Length;
        var wanted = name.Length - BeforeExtension - (extension <= LongestExtension ? extension : 0);
        var at = StringInfo.ParseCombiningCharacters(name).LastOrDefault(start => start <= wanted);
        return at == 0 ? (name, "") : (name[..at], name[at..]);
    }
}
