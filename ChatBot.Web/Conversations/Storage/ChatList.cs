using System.Globalization;
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

    // Of all chats of a page at once: a query of the index that begins anew for each chat costs more than one that runs through.
    private const string FirstHits =
        """
        SELECT "ChatKey", "Role", substr("Text", 1, 100000) AS "Text" FROM messages JOIN (
            SELECT rowid >> 20 AS chat, min(nullif(rowid & 1048575, 0)) AS message FROM search WHERE search MATCH $query AND rowid >> 20 IN ({0}) GROUP BY 1
        ) ON "ChatKey" = chat AND "Number" = message
        """;

    /// <summary>All chats, pinned ones first, then by time, newest first.</summary>
    public async Task<List<ChatRow>> ListAsync(string owner, int skip, int take, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await All(database, owner, skip, take).ToListAsync(cancellationToken);
    }

    /// <summary>The ids of all chats, in the same order.</summary>
    public async Task<List<string>> IdsAsync(string owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await All(database, owner, 0, int.MaxValue).Select(row => row.Id).ToListAsync(cancellationToken);
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
        var hits = await HitsAsync(database, query, chats, cancellationToken);
        return [.. chats.Select(chat => (chat, hits.GetValueOrDefault(chat.Key) is { } hit ? Snippets.Around(hit.Text, words, hit.Role == MessageRole.Answer) : null))];
    }

    /// <summary>The query of <see cref="ListAsync"/>.</summary>
    internal static IQueryable<ChatRow> All(ChatDatabase database, string owner, int skip, int take) => database.Chats.AsNoTracking()
        .Where(row => row.Owner == owner && row.State == ChatState.Listed)
        .OrderByDescending(row => row.IsPinned).ThenByDescending(row => row.UpdatedAt).Skip(skip).Take(take);

    /// <summary>The first message of each chat that a search finds; none where only the title has the words.</summary>
    private static async Task<Dictionary<long, Hit>> HitsAsync(
        ChatDatabase database, string query, List<ChatRow> chats, CancellationToken cancellationToken)
    {
        if (chats.Count == 0) return [];
        var keys = string.Join(',', chats.Select(chat => chat.Key.ToString(CultureInfo.InvariantCulture)));
        var hits = await database.Database.SqlQueryRaw<Hit>(FirstHits.Replace("{0}", keys, StringComparison.Ordinal), new SqliteParameter("$query", query))
            .ToListAsync(cancellationToken);
        return hits.ToDictionary(hit => hit.ChatKey);
    }

    private sealed record Hit(long ChatKey, MessageRole Role, string Text);
}
