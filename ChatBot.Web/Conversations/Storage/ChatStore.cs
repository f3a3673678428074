using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// Reads and writes chats in the database. Every question it is asked names the owner: a stranger's chat does not exist. Thread-safe.
/// </summary>
internal sealed class ChatStore(IDbContextFactory<ChatDatabase> databases)
{
    /// <summary>A chat with everything; null where there is none of that id or it is another's.</summary>
    public async Task<StoredChat?> LoadAsync(string owner, string id, CancellationToken cancellationToken = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var chat = await database.Chats.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Owner == owner, cancellationToken);
        if (chat is null) return null;
        var messages = await database.Messages.AsNoTracking().Where(row => row.ChatKey == chat.Key).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        var documents = await database.Documents.AsNoTracking().Where(row => row.ChatKey == chat.Key).OrderBy(row => row.Position).ToListAsync(cancellationToken);
        return new(chat, messages, documents);
    }

    /// <summary>The chat that has a file; null where there is none of that id or it is another's.</summary>
    public async Task<string?> ChatOfDocumentAsync(string owner, string documentId, CancellationToken cancellationToken = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await (from document in database.Documents
                      join chat in database.Chats on document.ChatKey equals chat.Key
                      where document.Id == documentId && chat.Owner == owner
                      select chat.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Stores a snapshot, wholly or not at all, and sets its chat's key.</summary>
    /// <exception cref="DbException">It could not be stored; nothing of it was.</exception>
    /// <exception cref="DbUpdateException">Likewise.</exception>
    public async Task SaveAsync(ChatChanges changes)
    {
        await using var database = await databases.CreateDbContextAsync();
        await using var transaction = await database.Database.BeginTransactionAsync();
        var chat = changes.Chat;
        var isNew = chat.Key == 0;
        var before = isNew ? null : await database.Chats.Where(row => row.Key == chat.Key).Select(row => new { row.Title }).FirstOrDefaultAsync();
        try
        {
            database.Entry(chat).State = isNew ? EntityState.Added : EntityState.Modified;
            // The key of a new chat is the database's to give.
            await database.SaveChangesAsync();
            foreach (var message in changes.Messages)
            {
                message.Row.ChatKey = chat.Key;
                database.Entry(message.Row).State = message.IsNew ? EntityState.Added : EntityState.Modified;
            }

            await database.SaveChangesAsync();
            if (changes.Purged.Count > 0)
                await database.Messages.Where(row => row.ChatKey == chat.Key && changes.Purged.Contains(row.Number)).ExecuteDeleteAsync();
            if (changes.Documents is { } documents) await ReplaceAsync(database, chat.Key, documents);
            await IndexAsync(database, transaction.GetDbTransaction(), changes, titleChanged: before?.Title != chat.Title);
            await transaction.CommitAsync();
        }
        catch when (isNew)
        {
            chat.Key = 0;
            throw;
        }
    }

    /// <summary>Deletes a chat with its messages and their words in the index. Its files are another's to delete.</summary>
    public async Task DeleteAsync(string id)
    {
        await using var database = await databases.CreateDbContextAsync();
        await using var transaction = await database.Database.BeginTransactionAsync();
        var key = await database.Chats.Where(row => row.Id == id).Select(row => (long?)row.Key).FirstOrDefaultAsync();
        if (key is null) return;
        await SearchIndex.ForgetAsync(Connection(database), transaction.GetDbTransaction(), key.Value);
        await database.Chats.Where(row => row.Key == key).ExecuteDeleteAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Chats that nobody can bring back any more, and drafts that nobody came back to.</summary>
    public async Task<List<(string Owner, string Id, bool IsDraft)>> ExpiredAsync(DateTimeOffset deletedBefore, DateTimeOffset draftedBefore)
    {
        await using var database = await databases.CreateDbContextAsync();
        var rows = await database.Chats
            .Where(row => (row.State == ChatState.Deleted && row.DeletedAt < deletedBefore) || (row.State == ChatState.Draft && row.UpdatedAt < draftedBefore))
            .Select(row => new { row.Owner, row.Id, row.State }).ToListAsync();
        return [.. rows.Select(row => (row.Owner, row.Id, row.State == ChatState.Draft))];
    }

    /// <summary>Chats with messages that nobody can bring back any more.</summary>
    public async Task<List<(string Owner, string Id)>> WithExpiredMessagesAsync(DateTimeOffset deletedBefore)
    {
        await using var database = await databases.CreateDbContextAsync();
        var rows = await (from message in database.Messages
                          join chat in database.Chats on message.ChatKey equals chat.Key
                          where message.DeletedAt != null && message.DeletedAt < deletedBefore
                          select new { chat.Owner, chat.Id }).Distinct().ToListAsync();
        return [.. rows.Select(row => (row.Owner, row.Id))];
    }

    /// <summary>The ids of all chats.</summary>
    public async Task<List<string>> IdsAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Chats.Select(row => row.Id).ToListAsync(cancellationToken);
    }

    private static async Task ReplaceAsync(ChatDatabase database, long chatKey, IReadOnlyList<DocumentRow> documents)
    {
        await database.Documents.Where(row => row.ChatKey == chatKey).ExecuteDeleteAsync();
        foreach (var document in documents) document.ChatKey = chatKey;
        database.Documents.AddRange(documents);
        await database.SaveChangesAsync();
    }

    private static async Task IndexAsync(ChatDatabase database, DbTransaction transaction, ChatChanges changes, bool titleChanged)
    {
        var (connection, chat) = (Connection(database), changes.Chat);
        if (titleChanged)
            await SearchIndex.PutAsync(connection, transaction, chat.Owner, SearchIndex.RowOf(chat.Key, SearchIndex.Title), chat.Title);
        foreach (var number in changes.Purged)
            await SearchIndex.PutAsync(connection, transaction, chat.Owner, SearchIndex.RowOf(chat.Key, number), null);
        foreach (var message in changes.Messages.Where(message => message.IsText).Select(message => message.Row))
        {
            var text = message.DeletedAt is null && message.Phase.IsFinal() ? message.Text : null;
            await SearchIndex.PutAsync(connection, transaction, chat.Owner, SearchIndex.RowOf(chat.Key, message.Number), text);
        }
    }

    private static SqliteConnection Connection(ChatDatabase database) => (SqliteConnection)database.Database.GetDbConnection();
}

/// <summary>A chat as the database has it.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Messages">Its messages, in the order of their numbers.</param>
/// <param name="Documents">Its files, in order.</param>
internal sealed record StoredChat(ChatRow Chat, IReadOnlyList<MessageRow> Messages, IReadOnlyList<DocumentRow> Documents);
