using ChatBot.Web.Conversations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Components.Chat;

/// <summary>The chat: what was said, and the place to say more.</summary>
public sealed partial class ChatPage
{
    private Composer? _composer;
    private string _announcement = "";

    [Inject]
    private IOptions<ChatSettings> Settings { get; set; } = null!;

    private bool IsEmpty => Session.Conversation.Messages.Count == 0;

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
        Session.Retry(answer);
        Follow();
    }

    private async Task StartAfreshAsync()
    {
        Session.StartAfresh();
        await FocusComposerAsync();
    }

    private async Task GoBack()
    {
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
        _announcement = "The model is thinking.";
        StateHasChanged();
        await answer.Completion;
        _announcement = answer.Phase switch
        {
            AnswerPhase.Done => "The answer is complete.",
            AnswerPhase.Stopped => "The answer was stopped.",
            _ => "The answer failed.",
        };
        StateHasChanged();
    }
}
