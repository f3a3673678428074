namespace ChatBot.Web.Components.History;

/// <summary>A file that the browser is to save.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its content.</param>
public sealed record SavedFile(string Name, string Text)
{
    private const int LongestName = 60;

    /// <summary>A file name that every system takes, made of a title.</summary>
    /// <param name="title">The title.</param>
    /// <param name="extension">What the name ends in, with its dot.</param>
    public static string NameOf(string title, string extension)
    {
        var name = string.Concat(title.Select(character =>
            char.IsControl(character) || "<>:\"/\\|?*".Contains(character, StringComparison.Ordinal) ? ' ' : character));
        name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ', '…');
        if (name.Length > LongestName) name = name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)].TrimEnd();
        return (name.Length > 0 ? name : "chat") + extension;
    }
}
