using System.Diagnostics;
using System.Globalization;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Benchmarks.History;

/// <summary>How fast the list of chats and the search in it answer, and how fast a long chat is loaded, on a real database.</summary>
internal static class HistoryCommand
{
    private const string Owner = "somebody";
    private const int Repeats = 30;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var chats = arguments is ["--chats", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10_000;
        var folder = Directory.CreateTempSubdirectory("chatbot-history-");
        try
        {
            await using var services = Services(folder.FullName);
            using var start = services.GetRequiredService<DatabaseStart>();
            await start.StartAsync(CancellationToken.None);
            var store = services.GetRequiredService<ChatStore>();
            var longest = await FillAsync(store, chats);
            SqliteConnection.ClearAllPools();
            Console.WriteLine($"{chats:N0} chats of 10 messages, {new FileInfo(services.GetRequiredService<DatabaseFile>().Path).Length / 1e6:F0} MB; median and worst of {Repeats}, in milliseconds");
            var list = services.GetRequiredService<ChatList>();
            await MeasureAsync("list, first 50", () => list.ListAsync(Owner, 0, 50, default));
            await MeasureAsync($"list, 50 from {chats / 2:N0}", () => list.ListAsync(Owner, chats / 2, 50, default));
            foreach (var typed in new[] { "w", "wo", "word", "word7 word11", "unique4321", "日本", "nothing-like-this" })
                await MeasureAsync($"search “{typed}”", () => list.SearchAsync(Owner, typed, 0, 50, default));
            await MeasureAsync("load a chat of 1,000 messages", async () =>
            {
                var stored = (await store.LoadAsync(Owner, longest))!;
                return new Conversation(stored.Chat, stored.Messages);
            });
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static ServiceProvider Services(string folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new DataFolder(folder));
        services.AddConversations();
        return services.BuildServiceProvider();
    }

    private static async Task<string> FillAsync(ChatStore store, int chats)
    {
        var random = new Random(1);
        for (var i = 0; i < chats; i++) await SaveAsync(store, Chat(random, i, 5));
        var longest = Chat(random, chats, 500);
        await SaveAsync(store, longest);
        return longest.Id;
    }

    private static Task SaveAsync(ChatStore store, Conversation conversation) => store.SaveAsync(conversation.TakeChanges()!);

    private static Conversation Chat(Random random, int index, int turns)
    {
        var now = DateTimeOffset.UnixEpoch.AddMinutes(index);
        var conversation = new Conversation(Owner, now);
        for (var turn = 0; turn < turns; turn++)
        {
            var answer = new Web.Conversations.Answer { CreatedAt = now };
            conversation.TryAsk(new Question($"{Words(random, 12)} unique{index} 日本語 {turn}") { CreatedAt = now }, answer);
            answer.Append(Words(random, 150));
            answer.Finish(AnswerPhase.Done);
            conversation.Ended(answer, now);
        }

        return conversation;
    }

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => $"word{(int)(Math.Pow(random.NextDouble(), 3) * 5_000)}"));

    private static async Task MeasureAsync<T>(string name, Func<Task<T>> work)
    {
        var times = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{name,-36} {times[Repeats / 2],8:F1} {times[^1],8:F1}");
    }
}
