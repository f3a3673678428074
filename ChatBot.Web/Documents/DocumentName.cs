using System.Globalization;
using System.Text;

namespace ChatBot.Web.Documents;

/// <summary>Turns the name that a browser sent into one that is safe to show. It is never used as a path.</summary>
internal static class DocumentName
{
    private const int LongestName = 200;

    /// <summary>
    /// The last part of the name, without control and direction-changing characters (which can disguise <c>exe.fdp</c> as
    /// <c>pdf.exe</c>), at most 200 characters, extension kept; <c>document</c> where nothing is left.
    /// </summary>
    public static string Clean(string? name)
    {
        name ??= "";
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar)
                continue;
            clean.Append(rune);
        }

        var result = clean.ToString().Trim();
        if (result.Length > LongestName)
        {
            var extension = Path.GetExtension(result);
            if (extension.Length > 10) extension = "";
            var cut = LongestName - 1 - extension.Length;
            if (char.IsHighSurrogate(result[cut - 1])) cut--;
            result = result[..cut] + "…" + extension;
        }

        return result is "" or "." or ".." ? "document" : result;
    }
}
