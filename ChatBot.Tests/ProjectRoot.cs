namespace ChatBot.Tests;

/// <summary>Finds the project's own files, such as the embedded models, from wherever the tests run.</summary>
internal static class ProjectRoot
{
    /// <summary>The folder of ChatBot.sln.</summary>
    public static string Path { get; } = Find();

    /// <summary>A file or folder of the project.</summary>
    public static string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>A file that the tests bring along in their Reference folder.</summary>
    public static string Reference(params ReadOnlySpan<string> parts) =>
        System.IO.Path.Combine([AppContext.BaseDirectory, "Reference", .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ChatBot.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"ChatBot.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
