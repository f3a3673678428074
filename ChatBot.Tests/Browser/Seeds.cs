using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Browser;

/// <summary>Chats that are there before anybody opens them.</summary>
internal static class Seeds
{
    /// <summary>Stores a chat of so many messages for a browser, and opens it there.</summary>
    public static async Task OpenChatAsync(RunningApp app, ChatWindow window, int messages)
    {
        var conversation = app.Services.GetRequiredService<OpenConversations>();
        using var lease = conversation.Create(await OwnerAsync(app, window));
        for (var i = 0; i < messages; i += 2)
        {
            var answer = new Answer();
            Assert.True(lease.Conversation.TryAsk(new Question($"Question {i}: what is it?"), answer));
            var text = string.Concat(Enumerable.Repeat("Some words of it. ", 1 + ((i + 1) * 7 % 40)));
            answer.Append($"Answer {i + 1}. {text}\n\n- one\n- two\n\n```python\nprint({i + 1})\n```\n");
            answer.Finish(AnswerPhase.Done);
            lease.Conversation.Ended(answer, DateTimeOffset.UnixEpoch);
        }

        await app.Services.GetRequiredService<ChatWriter>().SavedAsync(lease.Conversation);
        await window.Page.GotoAsync($"{app.Address}/chat/{lease.Conversation.Id}");
        await window.ConnectedAsync();
    }

    /// <summary>The name by which the server knows a browser.</summary>
    public static async Task<string> OwnerAsync(RunningApp app, ChatWindow window)
    {
        var cookies = await window.Page.Context.CookiesAsync();
        var protector = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ChatBot.Owner");
        return protector.Unprotect(cookies.Single(cookie => cookie.Name == ChatBot.Web.Hosting.Owners.CookieName).Value);
    }
}
