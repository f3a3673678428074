using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Masked;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Conversations;

/// <summary>
/// Starts an answer that has its place in a chat: waits until its question is stored, has it written or looked for, and tells the chat of
/// its end. Thread-safe singleton.
/// </summary>
internal sealed class AnswerStarter(AnswerJobs jobs, MaskedChat masked, ChatWriter writer, IOptions<ChatSettings> settings, TimeProvider time)
{
    /// <summary>Starts an answer in the background.</summary>
    /// <param name="conversation">The chat, in which it runs.</param>
    /// <param name="answer">The answer, empty or to be continued.</param>
    public void Start(Conversation conversation, Answer answer)
    {
        var path = conversation.PathTo(answer);
        var stored = writer.SavedAsync(conversation);
        if (answer is MaskedAnswer found) masked.Start(conversation, found, path[^2].Text, stored, Ended);
        else jobs.Start(answer, Prompt.From(path, settings.Value, conversation.Overrides), Prompt.Options(settings.Value, conversation.Overrides), stored, Ended);

        void Ended() => conversation.Ended(answer, time.GetUtcNow());
    }

    /// <summary>Stops an answer, keeping what has come.</summary>
    public void Stop(Answer answer) => jobs.Stop(answer);
}
