using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Conversations;

/// <summary>
/// The chat that one page shows: takes questions, starts answers, moves between branches. Every rule of the page is enforced here. Lives as
/// long as the page's circuit; not thread-safe, called on the circuit only. Answers outlive it.
/// </summary>
internal sealed class ChatSession : IDisposable
{
    private readonly OpenConversations _chats;
    private readonly AnswerStarter _starter;
    private readonly AuthenticationStateProvider _visitor;
    private readonly ChatSettings _settings;
    private readonly TimeProvider _time;
    private ConversationLease _lease;
    private string? _owner;
    private int _moves;

    public ChatSession(
        OpenConversations chats, AnswerStarter starter, AuthenticationStateProvider visitor, IOptions<ChatSettings> settings, TimeProvider time)
    {
        (_chats, _starter, _visitor, _settings, _time) = (chats, starter, visitor, settings.Value, time);
        _lease = chats.Create(null);
    }

    /// <summary>The page's chat.</summary>
    public Conversation Conversation => _lease.Conversation;

    /// <summary>Whether this browser's chats are stored: not where it keeps no cookies.</summary>
    public bool IsStored => _owner is not null;

    /// <summary>The chat before this one, to go back to; null when there is none, or it was deleted while it was here.</summary>
    public string? PreviousId { get; private set; }

    /// <summary>Finds out whose page this is; called once, before anything else.</summary>
    public async Task BeginAsync()
    {
        _owner = Owners.IdOf((await _visitor.GetAuthenticationStateAsync()).User);
        if (_owner is not null) Take(_chats.Create(_owner));
    }

    /// <summary>Shows a stored chat, unless another is chosen while it is still being loaded.</summary>
    /// <returns>Whether there is one of that id that is this browser's; otherwise nothing happens.</returns>
    public async Task<bool> OpenAsync(string id)
    {
        var move = ++_moves;
        if (id == Conversation.Id) return true;
        var lease = _owner is null ? null : await _chats.OpenAsync(_owner, id);
        if (move != _moves)
        {
            lease?.Dispose();
            return true;
        }

        if (lease is null) return false;
        if (lease.Conversation.IsDeleted)
        {
            lease.Dispose();
            return false;
        }

        Take(lease);
        return true;
    }

    /// <summary>Leaves this chat for a new one in the same mode. An answer that runs goes on.</summary>
    public void StartAfresh()
    {
        _moves++;
        if (Conversation is { IsDraft: true, Documents: null }) return;
        var mode = Conversation.Mode;
        Take(_chats.Create(_owner));
        Conversation.Mode = mode;
    }

    /// <summary>Adds a question and starts its answer.</summary>
    /// <param name="text">The question; blank lines around it are cut.</param>
    /// <returns>Whether it was taken, and otherwise why not, in words for the user.</returns>
    public Receipt Ask(string? text)
    {
        if (Refuse(ref text, Conversation.Mode) is { } refused) return refused;
        var question = new Question(text!, Conversation.Mode) { CreatedAt = Now };
        var answer = AnswerTo(question);
        return Begin(answer, Conversation.TryAsk(question, answer));
    }

    /// <summary>Asks a question again, in the mode it was asked in; the new answer stands beside the old one.</summary>
    /// <returns>Whether it was asked, and otherwise why not, in words for the user.</returns>
    public Receipt Regenerate(Answer answer)
    {
        if (Conversation.PathTo(answer) is not [.., Question question, _]) return Gone;
        if (question.Mode == ChatMode.Masked && MaskedChat.Refusal(Conversation) is { } reason) return Receipt.Refused(reason);
        var another = AnswerTo(question);
        return Begin(another, Conversation.TryAnswerAgain(answer, another));
    }

    /// <summary>Asks another question in the place of one, in the same mode; the old one stands beside it with all that followed.</summary>
    /// <returns>Whether it was taken, and otherwise why not, in words for the user.</returns>
    public Receipt Edit(Question question, string? text)
    {
        if (Conversation.PathTo(question).Count == 0) return Gone;
        if (Refuse(ref text, question.Mode) is { } refused) return refused;
        var edited = new Question(text!, question.Mode) { CreatedAt = Now };
        var answer = AnswerTo(edited);
        return Begin(answer, Conversation.TryEdit(question, edited, answer));
    }

    /// <summary>Has the model go on with the last answer, which was stopped, interrupted, cut at its length or failed half way.</summary>
    /// <returns>Whether it goes on, and otherwise why not, in words for the user.</returns>
    public Receipt Continue(Answer answer)
    {
        if (Conversation.Running is not null) return StillRunning;
        if (!CanContinue(answer)) return Receipt.Refused(Strings.Ask_CannotContinue);
        return Begin(answer, Conversation.TryContinue(answer));
    }

    /// <summary>Whether <see cref="Continue"/> makes sense of an answer.</summary>
    public bool CanContinue(Answer answer) =>
        answer is not MaskedAnswer && Conversation.Messages is [.., var last] && last == answer && answer.Length > 0
        && (answer.Phase is AnswerPhase.Stopped or AnswerPhase.Interrupted or AnswerPhase.Failed || (answer.Phase == AnswerPhase.Done && answer.CutAtLength));

    /// <summary>Stops the running answer, keeping what has come.</summary>
    public void Stop()
    {
        if (Conversation.Running is { } answer) _starter.Stop(answer);
    }

    /// <summary>Looks at another of the messages that were written in one's place.</summary>
    /// <param name="message">A message on the path.</param>
    /// <param name="direction">-1 for the one before, 1 for the one behind.</param>
    public void Select(Message message, int direction) => Conversation.TrySelect(message, direction);

    /// <summary>Deletes a question with its answers; what was written after them stays.</summary>
    /// <returns>Whether it was deleted, and otherwise why not, in words for the user.</returns>
    public Receipt DeleteTurn(Question question)
    {
        if (Conversation.Running is { } running && Conversation.PathTo(running) is [.., var asked, _] && asked == question) _starter.Stop(running);
        return Conversation.TryDelete(question, Now) ? Receipt.Accepted : Gone;
    }

    /// <summary>Brings back what <see cref="DeleteTurn"/> deleted, as long as <see cref="ChatSettings.UndoTime"/> is not over.</summary>
    /// <returns>Whether it is back, and otherwise why not, in words for the user.</returns>
    public Receipt UndoDelete(Question question) => Conversation.TryUndelete(question)
        ? Receipt.Accepted
        : Receipt.Refused(Strings.Ask_UndoOver);

    /// <summary>Changes what this chat does otherwise than the model would.</summary>
    /// <returns>Whether the values make sense, and otherwise which does not, in words for the user; then nothing is changed.</returns>
    public Receipt Configure(ChatOverrides overrides)
    {
        if (overrides.Problem() is { } problem) return Receipt.Refused(problem);
        Conversation.Overrides = overrides;
        return Receipt.Accepted;
    }

    /// <summary>The page is gone. Its chat and a running answer stay.</summary>
    public void Dispose() => _lease.Dispose();

    private static Receipt Gone => Receipt.Refused(Strings.Ask_Gone);

    private static Receipt StillRunning => Receipt.Refused(Strings.Ask_Busy);

    private DateTimeOffset Now => _time.GetUtcNow().ToStored();

    private void Take(ConversationLease lease)
    {
        if (!Conversation.IsDraft) PreviousId = Conversation.IsDeleted ? null : Conversation.Id;
        var left = _lease;
        _lease = lease;
        left.Dispose();
    }

    private Answer AnswerTo(Question question) =>
        question.Mode == ChatMode.Masked ? new MaskedAnswer { CreatedAt = Now } : new Answer { CreatedAt = Now };

    private Receipt? Refuse(ref string? text, ChatMode mode)
    {
        text = text?.TrimEnd().TrimStart('\r', '\n');
        if (string.IsNullOrEmpty(text)) return Receipt.Refused(Strings.Ask_Empty);
        if (Conversation.Running is not null) return StillRunning;
        if (Conversation.IsDeleted) return Receipt.Refused(Strings.Ask_ChatDeleted);
        var limit = _settings.MessageLength;
        if (text.Length > limit) return Receipt.Refused(Strings.Ask_TooLong.With(text.Length, limit));

        return mode == ChatMode.Masked && MaskedChat.Refusal(Conversation) is { } reason ? Receipt.Refused(reason) : null;
    }

    private Receipt Begin(Answer answer, bool isPlaced)
    {
        if (!isPlaced) return Conversation.Running is not null ? StillRunning : Gone;
        _starter.Start(Conversation, answer);
        return Receipt.Accepted;
    }
}
