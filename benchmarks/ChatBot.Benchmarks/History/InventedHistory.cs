using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBot.Benchmarks.History;

/// <summary>
/// Fills a database with chats whose words are as frequent as those of a language: of 30,000 words, invented from syllables, the n-th comes up
/// 1/n as often as the first.
/// </summary>
internal sealed class InventedHistory(ChatStore store, IDbContextFactory<ChatDatabase> databases)
{
    public const string Owner = "somebody";
    public const string Neighbour = "neighbour";
    public const int Turns = 5;

    private const int Portion = 500;
    private readonly Random _random = new(1);
    private readonly string[] _words = Vocabulary();
    private int _made;

    /// <summary>What people type: the most frequent word, letter by letter, then rarer ones, several, a script without spaces, and what is nowhere.</summary>
    public IReadOnlyList<string> Searches =>
    [
        _words[0], _words[0][..1], _words[0][..2], _words[20][..4], $"{_words[3]} {_words[9]}", _words[300], _words[20_000], $"{_words[300]} {_words[400]}", "unique4321",
        "日", "日本", "nowhere",
    ];

    /// <summary>Most of them in bulk; the last ones as the server stores them, so that the index is as scattered as it is in use.</summary>
    /// <returns>The id of a chat of 1,000 messages.</returns>
    public async Task<string> FillAsync(int chats)
    {
        for (var left = chats - Portion; left > 0; left -= Portion)
            await InsertAsync([.. Enumerable.Range(0, Math.Min(Portion, left)).Select(_ => Chat(Owner, Turns))]);
        await InsertAsync([.. Enumerable.Range(0, 100).Select(_ => Chat(Neighbour, Turns))]);
        for (var i = 1; i < Portion; i++) await store.SaveAsync(Chat(Owner, Turns).TakeChanges()!);
        var longest = Chat(Owner, 500);
        await store.SaveAsync(longest.TakeChanges()!);
        return longest.Id;
    }

    /// <summary>Another chat, not stored yet.</summary>
    public Conversation Chat(string owner, int turns)
    {
        var index = _made++;
        var now = DateTimeOffset.UnixEpoch.AddMinutes(index);
        var conversation = new Conversation(owner, now);
        for (var turn = 0; turn < turns; turn++)
        {
            var answer = new Web.Conversations.Answer { CreatedAt = now };
            conversation.TryAsk(new Question($"{Text(12)} unique{index} 日本語 {turn}") { CreatedAt = now }, answer);
            answer.Append(Text(150));
            answer.Finish(AnswerPhase.Done);
            conversation.Ended(answer, now);
        }

        return conversation;
    }

    private async Task InsertAsync(IReadOnlyList<Conversation> chats)
    {
        var changes = chats.Select(chat => chat.TakeChanges()!).ToList();
        await using var database = await databases.CreateDbContextAsync();
        database.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await database.Database.BeginTransactionAsync();
        database.AddRange(changes.Select(change => change.Chat));
        await database.SaveChangesAsync();
        foreach (var change in changes)
        {
            foreach (var message in change.Messages) message.Row.ChatKey = change.Chat.Key;
            database.AddRange(change.Messages.Select(message => message.Row));
        }

        await database.SaveChangesAsync();
        await using var insert = ((SqliteConnection)database.Database.GetDbConnection()).CreateCommand();
        insert.CommandText = "INSERT INTO search(rowid, owner, text) VALUES($row, $owner, $text)";
        var (row, owner, text) = (insert.Parameters.Add("$row", SqliteType.Integer), insert.Parameters.Add("$owner", SqliteType.Text), insert.Parameters.Add("$text", SqliteType.Text));
        insert.Transaction = (SqliteTransaction)Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction);
        foreach (var change in changes)
        {
            owner.Value = change.Chat.Owner;
            foreach (var (number, words) in change.Messages.Select(message => (message.Row.Number, message.Row.Text)).Prepend((SearchIndex.Title, change.Chat.Title!)))
            {
                (row.Value, text.Value) = (SearchIndex.RowOf(change.Chat.Key, number), SearchText.Fold(words));
                await insert.ExecuteNonQueryAsync();
            }
        }

        await transaction.CommitAsync();
    }

    // Zipf's distribution, by the inverse of its continuous likeness.
    private string Text(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => _words[(int)Math.Pow(_words.Length, _random.NextDouble()) - 1]));

    private static string[] Vocabulary()
    {
        var random = new Random(2);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < 30_000)
        {
            var syllables = 1 + words.Count.ToString(System.Globalization.CultureInfo.InvariantCulture).Length / 2;
            words.Add(string.Concat(Enumerable.Range(0, syllables).Select(_ => $"{"bcdfghklmnprstvwz"[random.Next(17)]}{"aeiou"[random.Next(5)]}{"nrst"[random.Next(4)]}")));
        }

        return [.. words];
    }
}
