namespace ChatBot.Tests.Documents;

/// <summary>Test material that nobody in this project wrote, kept beside the project; tests that need it skip where it is absent.</summary>
internal static class OutsideFiles
{
    private static readonly string? Root = FindRoot();

    /// <summary>The path of one file; skips the test where it is absent.</summary>
    public static string Get(params string[] parts)
    {
        var path = Path.Combine([Root ?? "", .. parts]);
        Assert.SkipUnless(Root is not null && (File.Exists(path) || Directory.Exists(path)), $"The outside file shared/external/{string.Join('/', parts)} is absent.");
        return path;
    }

    /// <summary>The names of the files in a folder, for theories; one empty name where it is absent.</summary>
    public static IEnumerable<string> Names(string folder, string pattern)
    {
        var path = Path.Combine(Root ?? "", folder);
        return Root is not null && Directory.Exists(path)
            ? Directory.EnumerateFiles(path, pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            : [""];
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "ChatBot.sln"))) continue;
            var root = Path.Combine(folder.Parent!.FullName, "shared", "external");
            return Directory.Exists(root) ? root : null;
        }

        return null;
    }
}
