using System.Diagnostics;
using System.Globalization;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;

namespace ChatBot.Tests.Conversations;

/// <summary>The server is a process of its own here, and is killed as by a power cut: nothing is told beforehand, nothing is stored at the end.</summary>
public sealed class KilledServerTests
{
    private const int Kills = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_again_and_again_in_mid_answer_it_keeps_what_was_stored_and_every_answer_is_marked(int seed)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        for (var round = 0; round < Kills; round++)
        {
            using var child = StartChild(folder.Path, round);
            var stored = 0;
            for (var lines = random.Next(1, 4); lines > 0; lines--)
                stored = int.Parse((await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            await Task.Delay(random.Next(100), TestContext.Current.CancellationToken);
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);

            await using var chats = await TestChats.OpenAsync(folder.Path);
            using var page = await chats.PageAsync(SlowServer.Owner);
            var listed = await chats.History(SlowServer.Owner).ListAsync($"round{round}", 0, 10, TestContext.Current.CancellationToken);
            Assert.True(await page.OpenAsync(listed.Single(chat => chat.Title == $"round{round}").Id));
            Assert.Equal(2, page.Conversation.Messages.Count);
            var answer = Assert.IsType<Answer>(page.Conversation.Messages[1]);
            Assert.Equal(AnswerPhase.Interrupted, answer.Phase);
            Assert.Equal(SlowServer.Text[..answer.Text.Length], answer.Text);
            Assert.InRange(answer.Text.Length, stored, SlowServer.Text.Length);
            Assert.Equal(answer.Text.Length > 0, page.CanContinue(answer));
        }
    }

    private static Process StartChild(string folder, int round)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(KilledServerTests).Assembly.Location, SlowServer.Verb, folder, $"round{round}" }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
