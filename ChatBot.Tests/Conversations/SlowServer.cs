using System.Globalization;
using ChatBot.Web.Conversations.Storage;

namespace ChatBot.Tests.Conversations;

/// <summary>
/// The server as a process of its own, to be killed: it answers one question slowly on a real database, and says again and again how much of
/// the answer it has read back from there.
/// </summary>
internal static class SlowServer
{
    public const string Verb = "slow-server";
    public const string Owner = "somebody";

    /// <summary>What is answered: letters of one to four bytes, so that a cut in the wrong place shows.</summary>
    public static string Text { get; } = string.Concat(Enumerable.Range(0, 4_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"w{i} é 日本 😀 ")));

    public static async Task<int> RunAsync(string folder, string question)
    {
        await using var chats = await TestChats.OpenAsync(folder, _ => Pieces());
        using var page = await chats.PageAsync(Owner);
        if (!page.Ask(question).IsAccepted) return 1;
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
            await Console.Out.WriteLineAsync(length.ToString(CultureInfo.InvariantCulture));
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
    }
}
