using ChatBot.Web.Conversations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Browser;

/// <summary>Chats that are there before anybody opens them.</summary>
internal static class Seeds
{
    /// <summary>Every page opens with a chat of so many messages.</summary>
    public static Action<WebApplicationBuilder> Chat(int messages) => builder => builder.Services.AddScoped(services =>
    {
        var session = ActivatorUtilities.CreateInstance<ChatSession>(services);
        for (var i = 0; i < messages; i++)
        {
            if (i % 2 == 0)
            {
                session.Conversation.Add(new Question($"Question {i}: what is it?"));
                continue;
            }

            var answer = new Answer();
            answer.Append($"Answer {i}. {string.Concat(Enumerable.Repeat("Some words of it. ", 1 + (i * 7 % 40)))}\n\n- one\n- two\n\n```python\nprint({i})\n```\n");
            answer.Finish(AnswerPhase.Done);
            session.Conversation.Add(answer);
        }

        return session;
    });
}
