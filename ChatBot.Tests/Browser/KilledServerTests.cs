using System.Diagnostics;
using ChatBot.Tests.Documents;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>
/// A server that is killed in mid-answer as by a power cut, and started again on its data and its address, seen from the page. How often:
/// <c>CHATBOT_KILLS</c>, which is 3 where it is not set.
/// </summary>
public sealed class KilledServerTests(Chromium chromium)
{
    private const int Pause = 20;
    private const int TextOfARound = 500; // more than may be lost

    [Fact]
    public async Task Killed_again_and_again_in_mid_answer_at_most_a_second_of_text_is_lost_and_the_answer_can_be_continued_to_its_end()
    {
        using var folder = new TestFolder();
        var address = SlowPage.FreeAddress();
        var server = await SlowPage.StartAsync(folder.Path, address, Pause);
        try
        {
            await using var window = await ChatWindow.OpenAsync(chromium, address);
            await window.AskAsync("question");
            var (kept, lost) = (0, new List<int>());
            for (var kill = 1; kill <= SlowPage.Kills; kill++)
            {
                await GrownToAsync(window, kept + TextOfARound + (kill * 37 % 100));
                var shown = await TextAsync(window);
                await KillAsync(server);
                server = await SlowPage.StartAsync(folder.Path, address, kill < SlowPage.Kills ? Pause : 0);

                // The page comes back by itself.
                await window.FinishedAsync("Interrupted");
                await window.ConnectedAsync();
                var restored = await TextAsync(window);
                Assert.Equal(SlowPage.Text[..shown.Length], shown);
                Assert.Equal(SlowPage.Text[..restored.Length], restored);
                Assert.InRange(restored.Length, shown.Length - SlowPage.MostInASecond(Pause), SlowPage.Text.Length);
                Assert.Equal(1, await window.Answers.CountAsync());
                lost.Add(Math.Max(0, shown.Length - restored.Length));
                kept = restored.Length;
                await Continue(window).ClickAsync();
            }

            await window.FinishedAsync();
            Assert.Equal(SlowPage.Text, await TextAsync(window));
            TestContext.Current.TestOutputHelper?.WriteLine($"{SlowPage.Kills} kills; characters lost of what was shown, at {SlowPage.MostInASecond(Pause)} a second: {string.Join(' ', lost)}");
        }
        finally
        {
            if (!server.HasExited) await KillAsync(server);
        }
    }

    private static ILocator Continue(ChatWindow window) => window.LastAnswer.Locator("button[data-continue]");

    private static async Task<string> TextAsync(ChatWindow window) => (await window.LastAnswer.Locator(".prose").InnerTextAsync()).Trim();

    private static async Task GrownToAsync(ChatWindow window, int length) => await window.Page.WaitForFunctionAsync(
        "length => (document.querySelector('.answer .prose')?.textContent.length ?? 0) >= length", length, new() { Timeout = 60_000 });

    private static async Task KillAsync(Process server)
    {
        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        server.Dispose();
    }
}
