using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// The full-text index over titles and messages (SQLite's FTS5), kept by <see cref="ChatStore"/> in the same transactions as the rows. A row's
/// number holds the chat's key and the message's number, 0 for the title, so that the chats of a search are known without looking at a message.
/// </summary>
internal static class SearchIndex
{
    /// <summary>The title's number.</summary>
    public const int Title = 0;

    /// <summary>Bits of a row's number that tell the message.</summary>
    public const int NumberBits = 20;

    /// <summary>
    /// Makes the index. The text comes folded (<see cref="SearchText"/>), so the tokenizer only cuts it at what is neither letter, digit nor
    /// mark. Beginnings of one to three characters have an index of their own, for the first keys of a search as one types. What is deleted is
    /// taken out at once, not marked.
    /// </summary>
    public const string Create =
        """
        CREATE VIRTUAL TABLE search USING fts5(owner, text, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
        INSERT INTO search(search, rank) VALUES('secure-delete', 1);
        """;

    /// <summary>Chats with a hit, as a query of their keys; <c>$query</c> comes from <see cref="ToQuery"/>.</summary>
    public const string ChatKeys = "SELECT DISTINCT rowid >> 20 FROM search WHERE search MATCH $query";

    /// <summary>The number of a row.</summary>
    public static long RowOf(long chatKey, int number) => (chatKey << NumberBits) | (uint)number;

    /// <summary>The whole query: what was typed, in the texts of one owner.</summary>
    /// <returns>Null where there is nothing to look for.</returns>
    public static string? ToQuery(string owner, string typed) =>
        SearchText.ToQuery(typed) is { } words ? $"owner : \"{owner}\" AND text : ({words})" : null;

    /// <summary>Puts a text in the place of what the index had of it.</summary>
    public static async Task PutAsync(SqliteConnection connection, DbTransaction transaction, string owner, long row, string? text)
    {
        await using (var delete = Command(connection, transaction, "DELETE FROM search WHERE rowid = $row"))
        {
            delete.Parameters.AddWithValue("$row", row);
            await delete.ExecuteNonQueryAsync();
        }

        if (string.IsNullOrWhiteSpace(text)) return;
        await using var insert = Command(connection, transaction, "INSERT INTO search(rowid, owner, text) VALUES($row, $owner, $text)");
        insert.Parameters.AddWithValue("$row", row);
        insert.Parameters.AddWithValue("$owner", owner);
        insert.Parameters.AddWithValue("$text", SearchText.Fold(text));
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>Takes everything of a chat out.</summary>
    public static async Task ForgetAsync(SqliteConnection connection, DbTransaction transaction, long chatKey)
    {
        await using var delete = Command(connection, transaction, "DELETE FROM search WHERE rowid BETWEEN $first AND $last");
        delete.Parameters.AddWithValue("$first", RowOf(chatKey, 0));
        delete.Parameters.AddWithValue("$last", RowOf(chatKey + 1, 0) - 1);
        await delete.ExecuteNonQueryAsync();
    }

    private static SqliteCommand Command(SqliteConnection connection, DbTransaction transaction, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = (SqliteTransaction)transaction;
        return command;
    }
}
