using System.Globalization;

namespace ChatBot.Web.Documents.Tools;

/// <summary>
/// Lets at most so many programs run at a time, over all processes that share a folder: each holds a lock on one of its files, which the
/// system takes back when a process dies.
/// </summary>
/// <param name="folder">The shared folder, which only their user can open.</param>
/// <param name="count">How many may run.</param>
internal sealed class ToolSlots(string folder, int count)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly Lazy<string> Own = new(MakeFolder);

    /// <summary>A folder for this process and those it starts, whose name nobody can guess and which only its user can open. It goes with the process.</summary>
    public static string OwnFolder => Own.Value;

    /// <summary>Waits for a free slot.</summary>
    /// <returns>The slot; disposing it frees it.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Make(folder); // again: who tidies the folder for temporary files may take one that was not used for days
        while (true)
        {
            for (var i = 0; i < count; i++)
            {
                try
                {
                    return new FileStream(
                        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"slot-{i}.lock")),
                        FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException)
                {
                    // Taken: try the next.
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("chatbot-tools-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Temporary, empty, and no reason to end otherwise than well.
            }
        };
        return folder;
    }
}
