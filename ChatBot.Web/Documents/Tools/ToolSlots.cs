using System.Globalization;

namespace ChatBot.Web.Documents.Tools;

/// <summary>
/// Lets at most so many programs run at a time, over all processes that share a folder: each holds a lock on one of its files, which the
/// system takes back when a process dies.
/// </summary>
/// <param name="folder">The shared folder; made where it is not there.</param>
/// <param name="count">How many may run.</param>
internal sealed class ToolSlots(string folder, int count)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    /// <summary>Waits for a free slot.</summary>
    /// <returns>The slot; disposing it frees it.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
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
}
