using ChatBot.Inference;
using ChatBot.Inference.Models;
using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Components.Chat;

/// <summary>The chat: what was said, and the place to say more.</summary>
public sealed partial class ChatPage
{
    private Composer? _composer;
    private Citation? _citation;
    private bool _isConfiguring;
    private string _announcement = "";
    private string? _notice;
    private string? _shownId;
    private EmptyChatState? _restored;
    private bool _isFirst = true;
    private Conversation? _watched;
    private Answer? _followed;
    private Task _opening = Task.CompletedTask;
    private int _isPending;
    private bool _isGone;

    /// <summary>The chat of the address; null on the page of a new chat.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The mode of a new chat, as its address tells it; null where that says nothing.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "mode")]
    public string? NewMode { get; set; }

    [Inject]
    private IOptions<ChatSettings> Settings { get; set; } = null!;

    [Inject]
    private IOptions<DocumentLimits> Limits { get; set; } = null!;

    [Inject]
    private MaskedChat Masked { get; set; } = null!;

    /// <summary>
    /// What an empty chat was set to, which is stored nowhere else: a page that was away for so long that the server let go of it goes on with
    /// it.
    /// </summary>
    [PersistentState(RestoreBehavior = RestoreBehavior.SkipInitialValue)]
    public EmptyChatState? EmptyChat
    {
        get => Session.Conversation.IsDraft ? new(Session.Conversation.Mode, Session.Conversation.Overrides) : null;
        set => _restored = value;
    }

    private bool IsEmpty => Session.Conversation.Messages.Count == 0;

    private bool IsMasked => Session.Conversation.Mode == ChatMode.Masked;

    private ModelStatus Status => IsMasked ? Reader : Model;

    private IReadOnlyList<ModelDefaults> Models => Client.GetService<IReadOnlyList<ModelDefaults>>() ?? [];

    private string? Hold => IsMasked ? MaskedChat.Hold(Session.Conversation) : null;

    /// <summary>Lets the chat go on without this page.</summary>
    public void Dispose()
    {
        _isGone = true;
        if (_watched is not null) _watched.Changed -= Watch;
    }

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => Session.BeginAsync();

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // The address moves to a new chat's own when its first question is asked: then it is shown already.
        if (!_isFirst && Id == _shownId) return;
        (_isFirst, _shownId, _notice) = (false, Id, null);
        await (_opening = ShowAsync(Id));
    }

    private async Task ShowAsync(string? id)
    {
        if (id != Session.Conversation.Id) Hide();
        if (id is null) BeginEmpty();
        else if (!await Session.OpenAsync(id))
        {
            Session.StartAfresh();
            _notice = Strings.Chat_NotFound;
        }
    }

    // What was clicked behind the choice of a chat is meant for that chat.
    private async Task OpenedAsync()
    {
        while (!_opening.IsCompleted) await _opening;
    }

    private async Task<string> ArriveAsync(bool isAfresh)
    {
        await OpenedAsync();
        if (isAfresh && Id is null)
        {
            Hide();
            _notice = null;
            Session.StartAfresh();
            StateHasChanged();
        }

        return Session.Conversation.Id;
    }

    private void BeginEmpty()
    {
        Session.StartAfresh();
        if (Enum.TryParse<ChatMode>(NewMode, ignoreCase: true, out var mode) && Enum.IsDefined(mode)) Session.Conversation.Mode = mode;
        if (_restored is not { } restored) return;
        _restored = null;
        Session.Conversation.Mode = restored.Mode;
        Session.Configure(restored.Overrides);
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (_watched == Session.Conversation) return;
        if (_watched is not null) _watched.Changed -= Watch;
        _watched = Session.Conversation;
        _watched.Changed += Watch;
        Follow();
    }

    private Receipt Ask(string text, string chat) => chat == Session.Conversation.Id ? Ask(text) : Receipt.Refused(Strings.Ask_Elsewhere);

    private Receipt Ask(string text)
    {
        var receipt = Session.Ask(text);
        if (receipt.IsAccepted) Began();
        return receipt;
    }

    private async Task AskSuggestion(string text)
    {
        if (_opening.IsCompleted) Ask(text);
        await FocusComposerAsync();
    }

    private async Task ChooseAsync(ChatMode mode)
    {
        await OpenedAsync();
        Session.Conversation.Mode = mode;
    }

    private async Task<Admission> OfferAsync(IReadOnlyList<OfferedFile> files, bool switchMode)
    {
        await OpenedAsync();
        if (switchMode) Session.Conversation.Mode = ChatMode.Masked;
        var admission = Masked.Offer(Session.Conversation, files);
        if (admission.Ids.Count > 0) MoveAddress();
        StateHasChanged();
        return admission;
    }

    private void Show(Citation citation)
    {
        _citation = citation;
        StateHasChanged();
    }

    private void Open(Attachment file) => _citation = new(file.Id, file.FileName, [], 0, $"open-{file.Id}");

    private void Hide() => _citation = null;

    private Task FocusComposerAsync() => _composer?.FocusAsync() ?? Task.CompletedTask;

    private void Began()
    {
        _asked++;
        _notice = null;
        MoveAddress();
        Follow();
    }

    // A new chat gets its address with the first thing that is worth coming back to; the page stays as it is.
    private void MoveAddress()
    {
        if (Session.IsStored && Id != Session.Conversation.Id)
            _composer?.MoveAddress($"chat/{Session.Conversation.Id}");
    }

    // What changes here, in another tab, or by an answer's end. Many changes in a row are shown once.
    private void Watch()
    {
        if (Interlocked.Exchange(ref _isPending, 1) == 1) return;
        _ = InvokeAsync(async () =>
        {
            await Task.Yield();
            Interlocked.Exchange(ref _isPending, 0);
            if (_isGone || _watched is not { } changed || changed != Session.Conversation) return;
            if (changed.IsDeleted && _opening.IsCompleted) Leave();
            Follow();
            StateHasChanged();
        });
    }

    private void Leave()
    {
        Session.StartAfresh();
        _notice = Strings.Chat_WasDeleted;
        Hide();
    }

    private void Follow()
    {
        if (Session.Conversation.Running is not { } answer || answer == _followed) return;
        _followed = answer;
        _ = FollowAsync(answer);
    }

    // Renders at the beginning and at the end of an answer, the end included that comes while the beginning is still being rendered.
    // Screen readers hear of these two, not of every word.
    private async Task FollowAsync(Answer answer)
    {
        _announcement = answer is MaskedAnswer ? Strings.Say_Reading : Strings.Say_Thinking;
        StateHasChanged();
        await answer.Completion;
        if (_isGone) return;
        _followed = null;
        _announcement = answer switch
        {
            MaskedAnswer { Findings: { IsAnswered: true, Passages: [var best, ..] } } => Strings.Say_Found.With(best.Text, best.FileName, best.Page),
            MaskedAnswer { Findings: not null } => Findings.NoAnswer,
            { Phase: AnswerPhase.Done } => Strings.Say_Complete,
            { Phase: AnswerPhase.Stopped } => Strings.Say_Stopped,
            { Phase: AnswerPhase.Interrupted } => Strings.Say_Interrupted,
            _ => Strings.Say_Failed,
        };
        StateHasChanged();
    }
}
