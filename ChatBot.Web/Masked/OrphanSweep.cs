using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;

namespace ChatBot.Web.Masked;

/// <summary>
/// Deletes at start the documents of chats that are no more, as when the server ended before it could. The database's lock sees to it that no
/// other program works on the folder.
/// </summary>
internal sealed class OrphanSweep(DocumentStore store, ChatStore chats, ILogger<OrphanSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(store.Folder);
            var removed = store.Sweep(await chats.IdsAsync(cancellationToken));
            if (removed > 0) log.LogInformation("Deleted the documents of {Count} chats that are no more.", removed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Documents are kept in {Folder}, which cannot be used: {Reason}", store.Folder, exception.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
