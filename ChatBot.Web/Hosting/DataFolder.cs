using Microsoft.AspNetCore.DataProtection;

namespace ChatBot.Web.Hosting;

/// <summary>
/// Where everything is kept that must survive a restart: chats, documents, and the keys that sign the cookie by which a browser's own are
/// known. The setting <c>Data:Folder</c>; by default the user's folder for application data. Never below the web root.
/// </summary>
/// <param name="Path">A full path. Made, for its owner only, when it is first needed.</param>
internal sealed record DataFolder(string Path)
{
    private const string Setting = "Data:Folder";

    /// <summary>Adds the folder, and keeps the keys in it.</summary>
    public static IServiceCollection Add(IServiceCollection services, IConfiguration configuration)
    {
        var folder = new DataFolder(Find(configuration[Setting]));
        services.AddSingleton(folder);
        services.AddDataProtection().SetApplicationName("ChatBot").PersistKeysToFileSystem(new DirectoryInfo(folder.In("keys")));
        return services;
    }

    /// <summary>A file or folder in it.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes it where it is not there.</summary>
    /// <exception cref="StartupException">It cannot be made.</exception>
    public void Make()
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"the folder for chats and documents, {Path}, cannot be made: {exception.Message} Set Data__Folder to one that can be written.", exception);
        }
    }

    private static string Find(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured)) return System.IO.Path.GetFullPath(configured);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return user.Length > 0 ? System.IO.Path.Combine(user, "ChatBot") : System.IO.Path.Combine(AppContext.BaseDirectory, "data");
    }
}
