using ChatBot.Inference;
using ChatBot.Web.Components.Layout;
using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;

namespace ChatBot.Web.Components.Chat;

/// <summary>What the page does for its messages, and what it knows of the model's context.</summary>
public sealed partial class ChatPage
{
    private MessageActions? _actions;
    private int _asked;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private IChatClient Client { get; set; } = null!;

    private MessageActions Actions => _actions ??= new()
    {
        BranchesOf = message => Session.Conversation.BranchesOf(message),
        Select = (message, direction) => Session.Select(message, direction),
        Edit = (question, text) => Started(Session.Edit(question, text)),
        Delete = Delete,
        Regenerate = answer => Tell(Started(Session.Regenerate(answer))),
        CanContinue = answer => Session.CanContinue(answer),
        Continue = answer => Tell(Started(Session.Continue(answer))),
        Cite = Show,
    };

    // Until there is something to come back to, a chat has no address, and its draft belongs to whichever chat begins next.
    private bool IsNew => !Session.IsStored || Session.Conversation is { IsDraft: true, Documents: null };

    private bool CanSuggest => !IsMasked || (Hold is null && Session.Conversation.Documents?.Ready.Any() == true);

    private long? ContextUsed => IsMasked
        ? null
        : Session.Conversation.Messages.OfType<Answer>().LastOrDefault(answer => answer is not MaskedAnswer && answer.Usage?.ContextTokens is not null)?.Usage?.ContextTokens;

    private string Advice => IsMasked ? Strings.Chat_MaskedAdvice
        : ContextGauge.IsNearlyFull(ContextUsed, ContextLength) ? Strings.Context_NearlyFull
        : Strings.Chat_AutoAdvice;

    private int? ContextLength
    {
        get
        {
            var defaults = Client.GetService(typeof(ModelDefaults), Session.Conversation.Overrides.Model) ?? Client.GetService(typeof(ModelDefaults));
            return (defaults as ModelDefaults)?.ContextLength ?? (Model.Current as Inference.Models.ModelState.Ready)?.ContextLength;
        }
    }

    private Receipt Started(Receipt receipt)
    {
        if (receipt.IsAccepted) Began();
        return receipt;
    }

    private void Tell(Receipt receipt)
    {
        if (!receipt.IsAccepted) _composer?.Say(receipt.Reason);
    }

    private void Delete(Question question)
    {
        var chat = Session.Conversation;
        var receipt = Session.DeleteTurn(question);
        if (receipt.IsAccepted) Toasts.Show(Strings.Turn_Deleted, Strings.Undo, UndoAsync);
        else Tell(receipt);

        Task UndoAsync()
        {
            // The page may show another chat by now; what was deleted is still in its own.
            if (!chat.TryUndelete(question)) _composer?.Say(Strings.Ask_UndoOver);
            return Task.CompletedTask;
        }
    }
}
