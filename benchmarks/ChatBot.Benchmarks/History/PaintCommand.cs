using ChatBot.Tests.Browser;
using ChatBot.Web;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace ChatBot.Benchmarks.History;

/// <summary>How long a chat of 1,000 messages takes in Chromium, from the click on it in the list to the frame that shows its last message.</summary>
internal static class PaintCommand
{
    private const int Repeats = 11;

    // A frame that was asked for after the message is there has been painted when the one after it begins.
    private const string ClickAndLook =
        """
        title => new Promise(done => {
          const link = [...document.querySelectorAll('.sidebar .row a')].find(a => a.textContent.includes(title));
          const started = performance.now();
          link.click();
          const look = () => {
            const scroller = document.querySelector('.scroller');
            const last = [...document.querySelectorAll('[data-message]')].at(-1);
            const isThere = last?.textContent.includes(title) && scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 2;
            requestAnimationFrame(isThere ? () => done(performance.now() - started) : look);
          };
          look();
        })
        """;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("chatbot-paint-");
        try
        {
            await using var app = ChatBotApp.Create(["--urls", "http://127.0.0.1:0", "--Data:Folder", folder.FullName]);
            await app.StartAsync();
            var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumProgram.Find(), Args = ChromiumProgram.Arguments });
            var page = await browser.NewPageAsync();
            await page.GotoAsync(address);
            var cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == Owners.CookieName).Value;
            var owner = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ChatBot.Owner").Unprotect(cookie);
            foreach (var (title, turns) in new[] { ("short", 1), ("long", 500) }) await StoreAsync(app, owner, title, turns);
            await page.ReloadAsync();
            await page.Locator(".sidebar .row").Nth(1).WaitForAsync();
            List<double> times = [];
            for (var i = 0; i < Repeats; i++)
            {
                await page.EvaluateAsync<double>(ClickAndLook, "short");
                // So that it is read from the database each time.
                await Task.Delay(300);
                times.Add(await page.EvaluateAsync<double>(ClickAndLook, "long"));
                await Task.Delay(300);
            }

            Console.WriteLine($"from the click to the painted end of 1,000 messages: first {times[0]:F0}, then median {times[1..].Order().ElementAt(Repeats / 2):F0}, worst {times[1..].Max():F0} ms");
            await app.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task StoreAsync(WebApplication app, string owner, string title, int turns)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var lease = app.Services.GetRequiredService<OpenConversations>().Create(owner);
        for (var i = 0; i < turns; i++)
        {
            var answer = new Web.Conversations.Answer { CreatedAt = now };
            lease.Conversation.TryAsk(new Question($"{title} {i}: what is it?") { CreatedAt = now }, answer);
            answer.Append($"Answer {i} of {title}.\n\n{string.Concat(Enumerable.Repeat("Some words of it. ", 1 + (i * 7 % 40)))}\n\n- one\n- two\n\n```python\nprint({i}) # {title}\n```\n");
            answer.Finish(AnswerPhase.Done);
            lease.Conversation.Ended(answer, now);
        }

        await app.Services.GetRequiredService<ChatWriter>().SavedAsync(lease.Conversation);
    }
}
