using ChatBot.Inference.Models;
using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Components.Chat;

/// <summary>The chat: what was said, and the place to say more.</summary>
public sealed partial class ChatPage
{
    private Composer? _composer;
    private Citation? _citation;
    private string _announcement = "";

    [Inject]
    private IOptions<ChatSettings> Settings { get; set; } = null!;

    [Inject]
    private IOptions<DocumentLimits> Limits { get; set; } = null!;

    [Inject]
    private MaskedChat Masked { get; set; } = null!;

    private bool IsEmpty => Session.Conversation.Messages.Count == 0;

    private bool IsMasked => Session.Conversation.Mode == ChatMode.Masked;

    private ModelStatus Status => IsMasked ? Reader : Model;

    private string? Hold => IsMasked ? MaskedChat.Hold(Session.Conversation) : null;

    private Receipt Ask(string text)
    {
        var receipt = Session.Ask(text);
        if (receipt.IsAccepted) Follow();
        return receipt;
    }

    private async Task AskSuggestion(string text)
    {
        Ask(text);
        await FocusComposerAsync();
    }

    private void Retry(Answer answer)
    {
        var receipt = Session.Retry(answer);
        if (receipt.IsAccepted) Follow();
        else _composer?.Say(receipt.Reason);
    }

    private void Choose(ChatMode mode) => Session.Conversation.Mode = mode;

    private async Task<Admission> OfferAsync(IReadOnlyList<OfferedFile> files, bool switchMode)
    {
        if (switchMode) Choose(ChatMode.Masked);
        var admission = await Masked.OfferAsync(Session.Conversation, files);
        StateHasChanged();
        return admission;
    }

    private void Show(Citation citation) => _citation = citation;

    private void Open(Attachment file) => _citation = new(file.Id, file.FileName, [], 0, $"open-{file.Id}");

    private void Hide() => _citation = null;

    private async Task StartAfreshAsync()
    {
        Hide();
        Session.StartAfresh();
        await FocusComposerAsync();
    }

    private async Task GoBack()
    {
        Hide();
        Session.GoBack();
        await FocusComposerAsync();
    }

    private Task FocusComposerAsync() => _composer?.FocusAsync() ?? Task.CompletedTask;

    private void Follow()
    {
        if (Session.Conversation.Messages is [.., Answer answer]) _ = FollowAsync(answer);
    }

    // Renders at the beginning and at the end of an answer, the end included that comes while the beginning is still being rendered.
    // Screen readers hear of these two, not of every word.
    private async Task FollowAsync(Answer answer)
    {
        _announcement = answer is MaskedAnswer ? Strings.Say_Reading : Strings.Say_Thinking;
        StateHasChanged();
        await answer.Completion;
        _announcement = answer switch
        {
            MaskedAnswer { Findings: { IsAnswered: true, Passages: [var best, ..] } } => Strings.Say_Found.With(best.Text, best.FileName, best.Page),
            MaskedAnswer { Findings: not null } => Findings.NoAnswer,
            { Phase: AnswerPhase.Done } => Strings.Say_Complete,
            { Phase: AnswerPhase.Stopped } => Strings.Say_Stopped,
            _ => Strings.Say_Failed,
        };
        StateHasChanged();
    }
}
