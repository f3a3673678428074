using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Conversations;

/// <summary>
/// One page's chat: takes questions, starts answers, holds the conversation. Every rule of the page is enforced here. Lives as long as
/// the page's circuit; not thread-safe, called on the circuit only.
/// </summary>
internal sealed class ChatSession(AnswerJobs jobs, MaskedChat masked, IOptions<ChatSettings> settings) : IDisposable
{
    /// <summary>What is being talked about.</summary>
    public Conversation Conversation { get; private set; } = new();

    /// <summary>The conversation before this one, to go back to; null when there is none.</summary>
    public Conversation? Previous { get; private set; }

    /// <summary>Adds a question and starts its answer.</summary>
    /// <param name="text">The question; blank lines around it are cut.</param>
    /// <returns>Whether it was taken, and otherwise why not, in words for the user.</returns>
    public Receipt Ask(string? text)
    {
        text = text?.TrimEnd().TrimStart('\r', '\n');
        if (string.IsNullOrEmpty(text)) return Receipt.Refused(Strings.Ask_Empty);
        if (Conversation.Running is not null)
            return Receipt.Refused(Strings.Ask_Busy);
        var limit = settings.Value.MessageLength;
        if (text.Length > limit)
            return Receipt.Refused(Strings.Ask_TooLong.With(text.Length, limit));

        if (Conversation.Mode == ChatMode.Masked && MaskedChat.Refusal(Conversation) is { } reason) return Receipt.Refused(reason);

        Conversation.Add(new Question(text, Conversation.Mode));
        Conversation.Add(Start(Conversation.Messages));
        return Receipt.Accepted;
    }

    /// <summary>Asks the last question again, in the mode it was asked in, in place of its answer.</summary>
    /// <returns>Whether it was asked, and otherwise why not, in words for the user.</returns>
    public Receipt Retry(Answer answer)
    {
        if (!answer.Phase.IsFinal() || Conversation.Messages is not [.., Question question, var last] || last != answer)
            return Receipt.Refused(Strings.Ask_OnlyLast);
        if (question.Mode == ChatMode.Masked && MaskedChat.Refusal(Conversation) is { } reason) return Receipt.Refused(reason);
        Conversation.Replace(answer, Start([.. Conversation.Messages.SkipLast(1)]));
        return Receipt.Accepted;
    }

    /// <summary>Stops the running answer, keeping what has come.</summary>
    public void Stop()
    {
        if (Conversation.Running is { } answer) jobs.Stop(answer);
    }

    /// <summary>Leaves this conversation for an empty one; <see cref="GoBack"/> returns to it.</summary>
    public void StartAfresh()
    {
        if (Conversation.Messages.Count == 0) return;
        Stop();
        masked.Close(Previous);
        (Previous, Conversation) = (Conversation, new() { Mode = Conversation.Mode });
    }

    /// <summary>Returns to the conversation before this one.</summary>
    public void GoBack()
    {
        if (Previous is not { } previous) return;
        Stop();
        if (Conversation.Messages.Count == 0) masked.Close(Conversation);
        Previous = Conversation.Messages.Count > 0 ? Conversation : null;
        Conversation = previous;
    }

    /// <summary>The page is gone for good, and with it everyone who could read the running answer or the documents.</summary>
    public void Dispose()
    {
        Stop();
        masked.Close(Previous);
        masked.Close(Conversation);
    }

    private Answer Start(IReadOnlyList<Message> messages) => messages[^1] is Question { Mode: ChatMode.Masked } question
        ? masked.Start(Conversation, question.Text)
        : jobs.Start(Prompt.From(messages, settings.Value), Prompt.Options(settings.Value));
}
