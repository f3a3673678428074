using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>Lists and searches an owner's chats. Thread-safe.</summary>
internal sealed class ChatList(IDbContextFactory<ChatDatabase> databases)
{
    /// <summary>Chats whose title or messages have the words that were typed, however they were typed.</summary>
    internal const string Search =
        $"""
        SELECT * FROM chats WHERE "Owner" = $owner AND "State" = 1 AND "Key" IN ({SearchIndex.ChatKeys})
        ORDER BY "IsPinned" DESC, "UpdatedAt" DESC LIMIT $take OFFSET $skip
        """;

    private const string FirstHit = "SELECT rowid FROM search WHERE search MATCH $query AND rowid BETWEEN $first AND $last LIMIT 1";

    /// <summary>All chats, pinned ones first, then by time, newest first.</summary>
    public async Task<List<ChatRow>> ListAsync(string owner, int skip, int take, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await All(database, owner, skip, take).ToListAsync(cancellationToken);
    }

    /// <summary>Those that a search finds, in the same order, each with where its words stand.</summary>
    public async Task<List<(ChatRow Chat, string? Snippet)>> SearchAsync(
        string owner, string typed, int skip, int take, CancellationToken cancellationToken)
    {
        if (SearchIndex.ToQuery(owner, typed) is not { } query) return [];
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var chats = await database.Chats.FromSqlRaw(
            Search, new SqliteParameter("$owner", owner), new SqliteParameter("$query", query), new SqliteParameter("$take", take),
            new SqliteParameter("$skip", skip)).AsNoTracking().ToListAsync(cancellationToken);
        var words = SearchText.Words(typed);
        List<(ChatRow, string?)> hits = [];
        foreach (var chat in chats) hits.Add((chat, await SnippetAsync(database, query, words, chat.Key, cancellationToken)));
        return hits;
    }

    /// <summary>The query of <see cref="ListAsync"/>.</summary>
    internal static IQueryable<ChatRow> All(ChatDatabase database, string owner, int skip, int take) => database.Chats.AsNoTracking()
        .Where(row => row.Owner == owner && row.State == ChatState.Listed)
        .OrderByDescending(row => row.IsPinned).ThenByDescending(row => row.UpdatedAt).Skip(skip).Take(take);

    private static async Task<string?> SnippetAsync(
        ChatDatabase database, string query, List<(string Text, bool IsPhrase)> words, long chatKey, CancellationToken cancellationToken)
    {
        var rows = await database.Database.SqlQueryRaw<long>(
            FirstHit, new SqliteParameter("$query", query), new SqliteParameter("$first", SearchIndex.RowOf(chatKey, 1)),
            new SqliteParameter("$last", SearchIndex.RowOf(chatKey + 1, 0) - 1)).ToListAsync(cancellationToken);
        if (rows.Count == 0) return null;
        var number = (int)(rows[0] & ((1 << SearchIndex.NumberBits) - 1));
        var text = await database.Messages.Where(row => row.ChatKey == chatKey && row.Number == number).Select(row => row.Text)
            .FirstOrDefaultAsync(cancellationToken);
        return text is null ? null : Snippets.Around(text, words);
    }
}
