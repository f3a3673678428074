using System.Collections.Concurrent;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Masked;

/// <summary>
/// The documents of all chats that are open. They stay with their chat, over restarts too, and are deleted with it. Thread-safe singleton.
/// </summary>
internal sealed class DocumentLibrary(
    DocumentStore store, ExtractionScheduler scheduler, IOptions<DocumentLimits> limits, TimeProvider time, ILogger<DocumentLibrary> log) : IHostedService
{
    private readonly ConcurrentDictionary<string, ChatDocuments> _chats = new(StringComparer.Ordinal);

    /// <summary>Opens the documents of a chat, none at first.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="owner">The browser that it belongs to.</param>
    public ChatDocuments Open(string chatId, string owner) =>
        _chats.GetOrAdd(chatId, id => new ChatDocuments(id, owner, store, scheduler, limits.Value, time, log));

    /// <summary>Opens the documents of a stored chat. What was still being read is read again.</summary>
    public ChatDocuments Restore(string chatId, string owner, IEnumerable<DocumentRow> rows)
    {
        var documents = Open(chatId, owner);
        documents.Restore(rows);
        return documents;
    }

    /// <summary>Lets go of a chat's documents, which nothing is being done with; their files stay.</summary>
    public void Close(string chatId) => _chats.TryRemove(chatId, out _);

    /// <summary>Deletes a chat's documents with their files, open or not.</summary>
    public async Task DeleteAsync(string chatId)
    {
        try
        {
            if (_chats.TryRemove(chatId, out var chat)) await chat.DeleteAsync().ConfigureAwait(false);
            else store.RemoveChat(chatId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogError(exception, "The documents of a chat could not be deleted.");
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends all work; the files stay. What does not end in time ends with the process.</summary>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_chats.Values.Select(chat => chat.SuspendAsync())).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
