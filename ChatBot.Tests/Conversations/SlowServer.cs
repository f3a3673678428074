using System.Globalization;
using ChatBot.Web.Conversations.Storage;

namespace ChatBot.Tests.Conversations;

/// <summary>
/// The server as a process of its own, to be killed: it answers a question slowly on each of some real databases, and says again and again how
/// much of an answer it has read back from which. They are many because one start and one kill then catch as many writers, each at a moment of its own.
/// </summary>
internal static class SlowServer
{
    public const string Verb = "slow-server";
    public const string Owner = "somebody";
    public const int Databases = 5;

    /// <summary>What is answered: letters of one to four bytes, so that a cut in the wrong place shows.</summary>
    public static string Text { get; } = string.Concat(Enumerable.Range(0, 4_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"w{i} é 日本 😀 ")));

    /// <summary>The folder of a database.</summary>
    public static string FolderOf(string folder, int database) => Path.Combine(folder, database.ToString(CultureInfo.InvariantCulture));

    public static async Task<int> RunAsync(string folder, string question)
    {
        await Task.WhenAll(Enumerable.Range(0, Databases).Select(database => Task.Run(() => AnswerAsync(folder, database, question))));
        return 1; // never comes: it is killed
    }

    private static async Task AnswerAsync(string folder, int database, string question)
    {
        await using var chats = await TestChats.OpenAsync(FolderOf(folder, database), _ => Pieces());
        using var page = await chats.PageAsync(Owner);
        Assert.True(page.Ask(question).IsAccepted);
        for (var known = -1; ;)
        {
            var stored = await chats.Store.LoadAsync(Owner, page.Conversation.Id);
            var length = stored?.Messages.LastOrDefault(row => row.Role == MessageRole.Answer)?.Text.Length ?? -1;
            if (length == known)
            {
                await Task.Delay(5);
                continue;
            }

            known = length;
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{database} {length}"));
            await Console.Out.FlushAsync();
        }
    }

    private static async IAsyncEnumerable<string> Pieces()
    {
        for (var i = 0; i < Text.Length; i += 7)
        {
            await Task.Delay(5);
            yield return Text[i..Math.Min(Text.Length, i + 7)];
        }

        await Task.Delay(Timeout.Infinite); // however late it is killed, the answer was under way
    }
}
