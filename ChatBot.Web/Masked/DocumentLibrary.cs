using System.Collections.Concurrent;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Masked;

/// <summary>
/// The documents of all chats that are open. A chat's documents end with it. Thread-safe singleton.
/// </summary>
internal sealed class DocumentLibrary(
    DocumentStore store, ExtractionScheduler scheduler, IOptions<DocumentLimits> limits, ILogger<DocumentLibrary> log) : IHostedService
{
    private readonly ConcurrentDictionary<string, ChatDocuments> _chats = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _closing = new();

    /// <summary>Opens the documents of a chat, none at first.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="owner">The browser that it belongs to.</param>
    public ChatDocuments Open(string chatId, string owner) =>
        _chats.GetOrAdd(chatId, id => new ChatDocuments(id, owner, store, scheduler, limits.Value, log));

    /// <summary>An attachment of one of an owner's chats, or null: for strangers it does not exist.</summary>
    public (ChatDocuments Chat, Attachment Attachment)? Find(string owner, string attachmentId)
    {
        foreach (var chat in _chats.Values)
            if (chat.Owner == owner && chat.Find(attachmentId) is { } attachment) return (chat, attachment);
        return null;
    }

    /// <summary>Forgets a chat's documents and deletes their files in the background.</summary>
    public void Close(string chatId)
    {
        if (!_chats.TryRemove(chatId, out var chat)) return;
        var closing = CloseAsync(chat);
        _closing[closing] = true;
        closing.ContinueWith(task => _closing.TryRemove(task, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Closes all chats.</summary>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _chats.Keys) Close(id);
        await Task.WhenAll(_closing.Keys).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CloseAsync(ChatDocuments chat)
    {
        try
        {
            await chat.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            log.LogError(exception, "The documents of a chat could not be deleted.");
        }
    }
}
