using ChatBot.Web.Documents;

namespace ChatBot.Web.Masked;

/// <summary>
/// Deletes at start the documents that an earlier run left behind: their chats ended with it. Every running program holds a shared lock on
/// the folder, and only who can lock it alone deletes, so that two programs on one folder do not rob each other.
/// </summary>
internal sealed class OrphanSweep(DocumentStore store, ILogger<OrphanSweep> log) : IHostedService, IDisposable
{
    private FileStream? _lock;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(store.Folder);
            var path = Path.Combine(store.Folder, ".lock");
            Sweep(path);
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Documents are kept in {Folder}, which cannot be used: {Reason}", store.Folder, exception.Message);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock?.Dispose();

    private void Sweep(string path)
    {
        FileStream alone;
        try
        {
            alone = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another program runs on this folder; what lies there may be its own.
            return;
        }

        using (alone)
        {
            var orphans = Directory.GetDirectories(store.Folder);
            foreach (var orphan in orphans) Directory.Delete(orphan, recursive: true);
            if (orphans.Length > 0) log.LogInformation("Deleted the documents of {Count} chats that ended with an earlier run.", orphans.Length);
        }
    }
}
