using System.Diagnostics;
using System.Globalization;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;

namespace ChatBot.Tests.Conversations;

/// <summary>The server is a process of its own here, and is killed as by a power cut: nothing is told beforehand, nothing is stored at the end.</summary>
public sealed class KilledServerTests
{
    private const int Kills = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_again_and_again_in_mid_answer_it_keeps_what_was_stored_and_every_answer_is_marked(int seed)
    {
        using var folder = new TestFolder();
        for (var database = 0; database < SlowServer.Databases; database++) Directory.CreateDirectory(SlowServer.FolderOf(folder.Path, database));
        var random = new Random(seed);
        for (var round = 0; round < Kills; round++)
        {
            var stored = await KillAsync(folder.Path, $"round{round}", random);
            for (var database = 0; database < SlowServer.Databases; database++)
                await CheckAsync(SlowServer.FolderOf(folder.Path, database), $"round{round}", stored[database]);
        }
    }

    /// <summary>Starts a server and kills it when it has stored each answer a few times.</summary>
    /// <returns>How much of each answer it said to have stored.</returns>
    private static async Task<int[]> KillAsync(string folder, string question, Random random)
    {
        using var child = StartChild(folder, question);
        var stored = new int[SlowServer.Databases];
        var wanted = stored.Select(_ => random.Next(1, 4)).ToArray();
        while (wanted.Any(lines => lines > 0))
        {
            var line = (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ');
            var (database, length) = (int.Parse(line[0], CultureInfo.InvariantCulture), int.Parse(line[1], CultureInfo.InvariantCulture));
            stored[database] = length;
            wanted[database]--;
        }

        await Task.Delay(random.Next(100), TestContext.Current.CancellationToken);
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return stored;
    }

    private static async Task CheckAsync(string folder, string question, int stored)
    {
        await using var chats = await TestChats.OpenAsync(folder);
        using var page = await chats.PageAsync(SlowServer.Owner);
        var listed = await chats.History(SlowServer.Owner).ListAsync(question, 0, 10, TestContext.Current.CancellationToken);
        Assert.True(await page.OpenAsync(listed.Single(chat => chat.Title == question).Id));
        Assert.Equal(2, page.Conversation.Messages.Count);
        var answer = Assert.IsType<Answer>(page.Conversation.Messages[1]);
        Assert.Equal(AnswerPhase.Interrupted, answer.Phase);
        Assert.Equal(SlowServer.Text[..answer.Text.Length], answer.Text);
        Assert.InRange(answer.Text.Length, stored, SlowServer.Text.Length);
        Assert.Equal(answer.Text.Length > 0, page.CanContinue(answer));
    }

    private static Process StartChild(string folder, string question)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(KilledServerTests).Assembly.Location, SlowServer.Verb, folder, question }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
