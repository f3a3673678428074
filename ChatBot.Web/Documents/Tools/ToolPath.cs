namespace ChatBot.Web.Documents.Tools;

/// <summary>Finds programs on the PATH.</summary>
internal static class ToolPath
{
    /// <summary>The full path of a program, or null where it is not installed.</summary>
    /// <param name="program">Its name without extension, or a path.</param>
    public static string? Find(string program)
    {
        if (Path.IsPathRooted(program)) return File.Exists(program) ? program : null;
        var extensions = OperatingSystem.IsWindows() ? new[] { ".exe" } : [""];
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var extension in extensions)
            {
                var path = Path.Combine(folder, program + extension);
                if (File.Exists(path)) return path;
            }
        }

        return null;
    }
}
