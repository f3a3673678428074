using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <summary>
/// The chats that live on the server now: one object a chat, however many pages show it. A chat is loaded when someone first wants it, and
/// let go when nobody looks, no answer runs, no file is being read and everything is stored. Thread-safe singleton.
/// </summary>
internal sealed class OpenConversations(ChatStore store, ChatWriter writer, DocumentLibrary library, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> _watchers = new(StringComparer.Ordinal);

    /// <summary>A new chat, not stored before something is in it.</summary>
    /// <param name="owner">The browser it belongs to; null for one that keeps no cookies.</param>
    public ConversationLease Create(string? owner) => Take(new Conversation(owner, time.GetUtcNow()));

    /// <summary>A chat from a file, which is an owner's from now on. It is stored soon.</summary>
    public ConversationLease Import(string owner, ExportedChat chat)
    {
        var lease = Take(new Conversation(owner, chat, time.GetUtcNow()));
        writer.Mark(lease.Conversation);
        return lease;
    }

    /// <summary>A chat of an owner, loaded where it is not here yet.</summary>
    /// <returns>Null where there is none of that id, or it is another's.</returns>
    public async Task<ConversationLease?> OpenAsync(string owner, string id)
    {
        Entry? entry;
        TaskCompletionSource<Conversation?>? loading = null;
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out entry))
            {
                loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _entries[id] = entry = new(loading.Task);
            }

            entry.Holders++;
        }

        // Not under the lock: SQLite reads without ever yielding, and nobody else could take a chat meanwhile.
        if (loading is not null) await LoadAsync(owner, id, loading);
        Conversation? conversation = null;
        try
        {
            conversation = await entry.Conversation;
        }
        finally
        {
            if (conversation is null) Release(id, entry);
        }

        if (conversation is null) return null;
        if (conversation.Owner == owner) return Lease(conversation);
        Release(id, entry);
        return null;
    }

    /// <summary>A file of one of an owner's chats, with a hold on the chat; null where there is none of that id or it is another's.</summary>
    public async Task<(ConversationLease Lease, Attachment Attachment)?> FindDocumentAsync(string owner, string documentId)
    {
        var id = Live().FirstOrDefault(conversation => conversation.Owner == owner && conversation.Documents?.Find(documentId) is not null)?.Id
            ?? await store.ChatOfDocumentAsync(owner, documentId);
        if (id is null || await OpenAsync(owner, id) is not { } lease) return null;
        if (lease.Conversation.Documents?.Find(documentId) is { } attachment) return (lease, attachment);
        lease.Dispose();
        return null;
    }

    /// <summary>Whether an answer of a chat is being written.</summary>
    public bool IsRunning(string id) => Find(id)?.Running is not null;

    /// <summary>Calls back when a chat of an owner was altered; dispose what it returns to end that.</summary>
    public IDisposable Watch(string owner, Action changed)
    {
        lock (_watchers) _watchers[owner] = _watchers.GetValueOrDefault(owner) + changed;
        return new Ending(() =>
        {
            lock (_watchers)
            {
                if (_watchers.GetValueOrDefault(owner) - changed is { } others) _watchers[owner] = others;
                else _watchers.Remove(owner);
            }
        });
    }

    /// <summary>Deletes a chat for good, with its files, unless its owner has changed their mind.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">The chat.</param>
    /// <param name="isDraft">Whether it is one that nothing was asked in; it stays while someone looks at it.</param>
    public async Task DeleteAsync(string owner, string id, bool isDraft)
    {
        if (isDraft && Find(id) is not null) return;
        using var lease = await OpenAsync(owner, id);
        if (lease is null || !lease.Conversation.Vanish(isDraft)) return;
        lock (_gate) _entries.Remove(id);
        await library.DeleteAsync(id);
        await store.DeleteAsync(id);
    }

    private ConversationLease Take(Conversation conversation)
    {
        Keep(conversation);
        var entry = new Entry(Task.FromResult<Conversation?>(conversation)) { Holders = 1 };
        lock (_gate) _entries.Add(conversation.Id, entry);
        return Lease(conversation);
    }

    private async Task LoadAsync(string owner, string id, TaskCompletionSource<Conversation?> loading)
    {
        try
        {
            loading.SetResult(await LoadAsync(owner, id));
        }
        catch (Exception exception)
        {
            loading.SetException(exception);
        }
    }

    private async Task<Conversation?> LoadAsync(string owner, string id)
    {
        if (await store.LoadAsync(owner, id) is not { } stored) return null;
        var conversation = new Conversation(stored.Chat, stored.Messages);
        if (stored.Documents.Count > 0) conversation.Documents = library.Restore(id, owner, stored.Documents);
        Keep(conversation);
        return conversation;
    }

    private void Keep(Conversation conversation) => conversation.Altered += altered =>
    {
        writer.Mark(altered);
        if (altered.Owner is { } owner) WatcherOf(owner)?.Invoke();
        if (altered.Running is null) LetGo(altered.Id);
    };

    private Action? WatcherOf(string owner)
    {
        lock (_watchers) return _watchers.GetValueOrDefault(owner);
    }

    private ConversationLease Lease(Conversation conversation) => new(conversation, () =>
    {
        Entry? entry;
        lock (_gate) _entries.TryGetValue(conversation.Id, out entry);
        if (entry is not null) Release(conversation.Id, entry);
    });

    private void Release(string id, Entry entry)
    {
        lock (_gate) entry.Holders--;
        LetGo(id);
    }

    private void LetGo(string id)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Holders > 0 || !entry.Conversation.IsCompleted || entry.IsLeaving) return;
            entry.IsLeaving = true;
        }

        _ = LetGoAsync(id);
    }

    private async Task LetGoAsync(string id)
    {
        var conversation = Find(id);
        try
        {
            if (conversation is not null) await writer.SavedAsync(conversation);
        }
        catch (Exception)
        {
            // The writer tells, and tries again; the chat stays until it could be stored.
        }

        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry)) return;
            entry.IsLeaving = false;
            if (entry.Holders > 0 || conversation is { IsBusy: true }) return;
            if (conversation?.Versions is var (altered, saved) && saved < altered) return;
            _entries.Remove(id);
        }

        if (conversation?.Documents is not null) library.Close(id);
    }

    private Conversation? Find(string id)
    {
        lock (_gate) return _entries.TryGetValue(id, out var entry) ? Ready(entry) : null;
    }

    private List<Conversation> Live()
    {
        lock (_gate) return [.. _entries.Values.Select(Ready).OfType<Conversation>()];
    }

    private static Conversation? Ready(Entry entry) =>
        entry.Conversation.IsCompletedSuccessfully ? entry.Conversation.GetAwaiter().GetResult() : null;

    private sealed class Entry(Task<Conversation?> conversation)
    {
        public Task<Conversation?> Conversation { get; } = conversation;

        public int Holders { get; set; }

        public bool IsLeaving { get; set; }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>A hold on a live chat: it stays as long as someone has one.</summary>
internal sealed class ConversationLease(Conversation conversation, Action release) : IDisposable
{
    private int _isReleased;

    /// <summary>The chat.</summary>
    public Conversation Conversation { get; } = conversation;

    /// <summary>Lets it go. Only the first call counts.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0) release();
    }
}
