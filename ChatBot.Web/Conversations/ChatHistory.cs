using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Hosting;
using ChatBot.Web.Localization;
using Microsoft.AspNetCore.Components.Authorization;

namespace ChatBot.Web.Conversations;

/// <summary>
/// The chats of one browser: lists, searches and tends them. A browser that keeps no cookies has none. Lives as long as a page's circuit;
/// <see cref="Changed"/> comes from any thread, everything else may be called from any.
/// </summary>
internal sealed class ChatHistory(
    OpenConversations chats, ChatList list, ChatWriter writer, AnswerStarter starter, AuthenticationStateProvider visitor, TimeProvider time)
    : IDisposable
{
    private const int MostAtOnce = 200;
    private readonly Lock _gate = new();
    private Action? _changed;
    private IDisposable? _watch;
    private bool _isDisposed;

    /// <summary>
    /// Raised when the list may have changed: in this page, in another of the same browser, or by an answer's end. On any thread; a handler
    /// must not block.
    /// </summary>
    public event Action? Changed
    {
        add
        {
            lock (_gate) _changed += value;
            _ = WatchAsync();
        }
        remove
        {
            lock (_gate) _changed -= value;
        }
    }

    /// <summary>The chats, pinned ones first, then by time, newest first.</summary>
    /// <param name="search">What was typed to find them in titles and messages; blank for all.</param>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="take">How many to give, at most 200.</param>
    /// <param name="cancellationToken">Ends it, as when something else is typed meanwhile.</param>
    public async Task<IReadOnlyList<ChatSummary>> ListAsync(string? search, int skip, int take, CancellationToken cancellationToken = default)
    {
        if (await OwnerAsync() is not { } owner) return [];
        (skip, take) = (Math.Max(0, skip), Math.Clamp(take, 0, MostAtOnce));
        await writer.FlushAsync().WaitAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(search))
            return [.. (await list.ListAsync(owner, skip, take, cancellationToken)).Select(row => Summary(row, null))];
        return [.. (await list.SearchAsync(owner, search, skip, take, cancellationToken)).Select(hit => Summary(hit.Chat, hit.Snippet))];
    }

    /// <summary>Gives a chat a title; a blank one gives back that of its first question.</summary>
    /// <returns>Whether there is such a chat.</returns>
    public Task<bool> RenameAsync(string id, string? title) => WithAsync(id, conversation => conversation.Rename(title));

    /// <summary>Puts a chat before the others, or back among them.</summary>
    /// <returns>Whether there is such a chat.</returns>
    public Task<bool> PinAsync(string id, bool isPinned) => WithAsync(id, conversation => conversation.IsPinned = isPinned);

    /// <summary>
    /// Deletes a chat: it is gone from the list at once and from the disk when <see cref="ChatSettings.UndoTime"/> is over. A running answer
    /// is stopped; pages that show it leave it.
    /// </summary>
    /// <returns>Whether there is such a chat.</returns>
    public Task<bool> DeleteAsync(string id) => WithAsync(id, Delete);

    /// <summary>Deletes all chats, as <see cref="DeleteAsync"/> does one.</summary>
    /// <param name="cancellationToken">Ends it; what is deleted then stays so.</param>
    /// <returns>Their ids, for <see cref="RestoreAllAsync"/>.</returns>
    public async Task<IReadOnlyList<string>> DeleteAllAsync(CancellationToken cancellationToken = default)
    {
        if (await OwnerAsync() is not { } owner) return [];
        await writer.FlushAsync().WaitAsync(cancellationToken);
        List<string> deleted = [];
        foreach (var id in await list.IdsAsync(owner, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await DeleteAsync(id)) deleted.Add(id);
        }

        return deleted;
    }

    /// <summary>Brings a deleted chat back, as long as the time for that is not over.</summary>
    /// <returns>Whether it is back.</returns>
    public Task<bool> RestoreAsync(string id) => WithAsync(id, conversation => conversation.Delete(null));

    /// <summary>Brings deleted chats back, as <see cref="RestoreAsync"/> does one. The first to be deleted come first: their time is over first.</summary>
    /// <returns>How many are back.</returns>
    public async Task<int> RestoreAllAsync(IReadOnlyList<string> ids)
    {
        var count = 0;
        foreach (var id in ids)
            if (await RestoreAsync(id)) count++;

        return count;
    }

    /// <summary>A chat as a text: Markdown for people, JSON to be imported again.</summary>
    /// <returns>Null where there is no such chat.</returns>
    public async Task<string?> ExportAsync(string id, ExportFormat format)
    {
        string? text = null;
        await WithAsync(id, conversation => text = ChatExport.Write(conversation, format));
        return text;
    }

    /// <summary>Adds the chats of a JSON file as new ones of this browser, all of them or none.</summary>
    /// <param name="file">What <see cref="ExportAsync"/> wrote; not disposed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The new chats, or why there are none, in words for the user.</returns>
    public async Task<ImportResult> ImportAsync(Stream file, CancellationToken cancellationToken = default)
    {
        if (await OwnerAsync() is not { } owner) return ImportResult.Refused(Strings.Masked_Refusal_Cookies);
        var (exported, problem) = await ChatImport.ReadAsync(file, cancellationToken);
        if (exported.Count == 0) return ImportResult.Refused(problem.Length > 0 ? problem : Strings.Import_NotAChat);
        List<string> ids = [];
        foreach (var chat in exported)
        {
            using var lease = chats.Import(owner, chat);
            await writer.SavedAsync(lease.Conversation).WaitAsync(cancellationToken);
            ids.Add(lease.Conversation.Id);
        }

        _changed?.Invoke();
        return new(ids, "");
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watch?.Dispose();
        }
    }

    private void Delete(Conversation conversation)
    {
        if (conversation.Running is { } answer) starter.Stop(answer);
        conversation.Delete(time.GetUtcNow());
    }

    private async Task<bool> WithAsync(string id, Action<Conversation> change)
    {
        if (await OwnerAsync() is not { } owner) return false;
        using var lease = await chats.OpenAsync(owner, id);
        if (lease is null || lease.Conversation.IsDraft) return false;
        change(lease.Conversation);
        return true;
    }

    private async Task WatchAsync()
    {
        if (await OwnerAsync() is not { } owner) return;
        lock (_gate)
        {
            if (_isDisposed || _watch is not null) return;
            _watch = chats.Watch(owner, () => _changed?.Invoke());
        }
    }

    private ChatSummary Summary(ChatRow row, string? snippet) =>
        new(row.Id, row.Title ?? "", row.UpdatedAt, row.IsPinned, row.Mode, chats.IsRunning(row.Id), snippet);

    private async Task<string?> OwnerAsync() => Owners.IdOf((await visitor.GetAuthenticationStateAsync()).User);
}
