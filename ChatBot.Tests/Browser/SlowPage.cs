using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ChatBot.Web;
using ChatBot.Web.Conversations.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatBot.Tests.Browser;

/// <summary>
/// The whole application as a process of its own, to be killed: it answers with a long text, or goes on with it where it was asked to continue.
/// Where the machine stands still, so that the database does not keep up, the model waits for it: a second of text is a second's, however slow they are.
/// A writer that stored nothing would be waited for in vain. How often it stores is <see cref="Conversations.ChatWriterTests"/>' to show.
/// </summary>
internal static class SlowPage
{
    public const string Verb = "slow-page";

    private const int PieceLength = 7;
    private const string Ready = "listening";

    /// <summary>How often the server is killed: <c>CHATBOT_KILLS</c>, or three times.</summary>
    public static int Kills { get; } = int.Parse(Environment.GetEnvironmentVariable("CHATBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);

    /// <summary>What is answered: words that tell their place, with letters of one to four bytes.</summary>
    public static string Text { get; } = string.Join(' ', Enumerable.Range(0, 400 + (120 * Kills)).Select(i => string.Create(CultureInfo.InvariantCulture, $"w{i}é{(i % 7 == 0 ? "😀" : "日")}")));

    /// <summary>Runs the application, in the process that is killed.</summary>
    /// <param name="folder">Its data.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="pause">Milliseconds between two pieces of the answer; the most text in a second follows from it.</param>
    public static async Task<int> RunAsync(string folder, string address, string pause)
    {
        var wait = int.Parse(pause, CultureInfo.InvariantCulture);
        IDbContextFactory<ChatDatabase>? databases = null;
        await using var app = ChatBotApp.Create(["--urls", address, "--Data:Folder", folder], builder =>
        {
            builder.Logging.ClearProviders();
            RunningApp.Play(builder, prompt => PlayAsync(Text.StartsWith(prompt, StringComparison.Ordinal) ? prompt.Length : 0, wait, databases!));
        });
        databases = app.Services.GetRequiredService<IDbContextFactory<ChatDatabase>>();
        await app.StartAsync();
        await Console.Out.WriteLineAsync(Ready);
        await Console.In.ReadLineAsync(); // ends when whoever started it has ended
        return 0;
    }

    /// <summary>Starts the process and waits until it listens.</summary>
    public static async Task<Process> StartAsync(string folder, string address, int pause)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(SlowPage).Assembly.Location, Verb, folder, address, pause.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        Assert.Equal(Ready, await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return process;
    }

    /// <summary>The most characters that come in a second.</summary>
    public static int MostInASecond(int pause) => PieceLength * 1000 / pause;

    /// <summary>An address that nobody listens on now.</summary>
    public static string FreeAddress()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    private static async IAsyncEnumerable<string> PlayAsync(int from, int pause, IDbContextFactory<ChatDatabase> databases)
    {
        var stored = from;
        for (var (i, end) = (from, 0); i < Text.Length; i = end)
        {
            if (pause > 0) await Task.Delay(pause);
            end = Math.Min(Text.Length, i + PieceLength);
            while (pause > 0 && end - stored > MostInASecond(pause))
            {
                await Task.Delay(5);
                stored = await StoredAsync(databases);
            }

            if (char.IsHighSurrogate(Text[end - 1])) end--;
            yield return Text[i..end];
        }
    }

    /// <summary>How long the one answer is in the database.</summary>
    private static async Task<int> StoredAsync(IDbContextFactory<ChatDatabase> databases)
    {
        await using var database = await databases.CreateDbContextAsync();
        var text = await database.Messages.Where(message => message.Role == MessageRole.Answer).Select(message => message.Text).SingleAsync();
        return text.Length;
    }
}
