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
    public async Task Killed_again_and_again_in_mid_answer_it_loses_at_most_a_second_of_text_and_every_answer_is_marked(int seed)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        for (var round = 0; round < Kills; round++)
        {
            // The child prints how long its answer is after every piece: what it printed a second before its end must be there.
            using var child = StartChild(folder.Path, round);
            var printed = new List<(long Time, int Length)>();
            var wanted = random.Next(1, 250);
            while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                printed.Add((Stopwatch.GetTimestamp(), int.Parse(line, CultureInfo.InvariantCulture)));
                if (printed.Count >= wanted) break;
            }

            var killed = Stopwatch.GetTimestamp();
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(wanted, printed.Count);

            await using var chats = await TestChats.OpenAsync(folder.Path);
            using var page = await chats.PageAsync(SlowServer.Owner);
            var listed = await chats.History(SlowServer.Owner).ListAsync($"round{round}", 0, 10, TestContext.Current.CancellationToken);
            Assert.True(await page.OpenAsync(Assert.Single(listed).Id));
            Assert.Equal(2, page.Conversation.Messages.Count);
            var answer = Assert.IsType<Answer>(page.Conversation.Messages[1]);
            Assert.Equal(AnswerPhase.Interrupted, answer.Phase);
            Assert.Equal(SlowServer.Text[..answer.Text.Length], answer.Text);
            var safe = printed.LastOrDefault(line => Stopwatch.GetElapsedTime(line.Time, killed) > TimeSpan.FromSeconds(1)).Length;
            Assert.InRange(answer.Text.Length, safe, SlowServer.Text.Length);
            Assert.True(page.CanContinue(answer) || answer.Text.Length == 0);
        }
    }

    private static Process StartChild(string folder, int round)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(KilledServerTests).Assembly.Location, SlowServer.Verb, folder, $"round{round}" }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
