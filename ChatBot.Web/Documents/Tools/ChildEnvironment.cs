namespace ChatBot.Web.Documents.Tools;

/// <summary>Keeps the server's settings and secrets out of the programs that read what strangers upload.</summary>
internal static class ChildEnvironment
{
    private static readonly string[] Kept =
    [
        "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "SYSTEMROOT", "WINDIR", "PATHEXT",
    ];

    /// <summary>Removes all variables but the few that programs need to start.</summary>
    public static void Restrict(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => !Kept.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray())
            environment.Remove(name);
    }
}
