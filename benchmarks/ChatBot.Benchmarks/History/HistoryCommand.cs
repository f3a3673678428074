using System.Diagnostics;
using System.Globalization;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Benchmarks.History;

/// <summary>How fast the list of chats and the search in it answer, and how fast a long chat is loaded, on a real database.</summary>
internal static class HistoryCommand
{
    private const int Repeats = 30;
    private const int PageSize = 60;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["paint"]) return await PaintCommand.RunAsync();
        var chats = arguments is ["--chats", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10_000;
        var folder = Directory.CreateTempSubdirectory("chatbot-history-");
        try
        {
            await using var services = Services(folder.FullName);
            using var start = services.GetRequiredService<DatabaseStart>();
            await start.StartAsync(CancellationToken.None);
            var history = new InventedHistory(services.GetRequiredService<ChatStore>(), services.GetRequiredService<IDbContextFactory<ChatDatabase>>());
            var began = Stopwatch.GetTimestamp();
            var longest = await history.FillAsync(chats);
            SqliteConnection.ClearAllPools();
            Console.WriteLine(
                $"{chats:N0} chats of {InventedHistory.Turns * 2} messages, {new FileInfo(services.GetRequiredService<DatabaseFile>().Path).Length / 1e6:F0} MB, "
                + $"made in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s; median and worst of {Repeats}, in milliseconds");
            var list = services.GetRequiredService<ChatList>();
            foreach (var skip in new[] { 0, chats / 2, chats - PageSize })
                await MeasureAsync($"list, {PageSize} from {skip:N0}", () => list.ListAsync(InventedHistory.Owner, skip, PageSize, default));
            foreach (var typed in history.Searches)
                await MeasureAsync($"search “{typed}”", () => list.SearchAsync(InventedHistory.Owner, typed, 0, PageSize, default), hits => $"{hits.Count} shown");
            await MeasureAsync($"search “{history.Searches[0]}”, from {chats / 2:N0}", () => list.SearchAsync(InventedHistory.Owner, history.Searches[0], chats / 2, PageSize, default), hits => $"{hits.Count} shown");
            await MeasureAsync("search of one with 100 chats", () => list.SearchAsync(InventedHistory.Neighbour, history.Searches[0], 0, PageSize, default), hits => $"{hits.Count} shown");
            var store = services.GetRequiredService<ChatStore>();
            await MeasureAsync("load a chat of 1,000 messages", async () =>
            {
                var stored = (await store.LoadAsync(InventedHistory.Owner, longest))!;
                return new Conversation(stored.Chat, stored.Messages);
            });
            await MeasureAsync("store a turn", async () =>
            {
                var chat = history.Chat(InventedHistory.Owner, 1);
                await store.SaveAsync(chat.TakeChanges()!);
                return chat;
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

    private static async Task MeasureAsync<T>(string name, Func<Task<T>> work, Func<T, string>? tell = null)
    {
        var times = new List<double>();
        var told = "";
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var result = await work();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            told = tell?.Invoke(result) ?? "";
        }

        times.Sort();
        Console.WriteLine($"{name,-36} {times[Repeats / 2],8:F1} {times[^1],8:F1}  {told}");
    }
}
