using ChatBot.Web.Components.Layout;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace ChatBot.Web.Components.History;

/// <summary>Lists, searches and tends the chats of this browser.</summary>
public sealed partial class Sidebar : IAsyncDisposable
{
    private const int PageSize = 60;
    private const int PagesAtOnce = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _loading;
    private ElementReference _root;
    private ScriptModule? _script;
    private DotNetObjectReference<Sidebar>? _self;
    private List<ChatSummary>? _chats;
    private bool _hasMore;
    private bool _isStale;
    private string _search = "";
    private IReadOnlyList<string> _words = [];
    private string? _renaming;
    private string _told = "";
    private TimeZoneInfo _zone = TimeZoneInfo.Local;
    private int _isPending;

    /// <summary>The chat on the page.</summary>
    [Parameter]
    public string? CurrentId { get; set; }

    [Inject]
    private ChatHistory Chats { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    /// <summary>Called by the script once it is there: where the reader is.</summary>
    [JSInvokable]
    public async Task Begin(string? zone)
    {
        _zone = TimeZones.Find(zone) ?? _zone;
        Chats.Changed += Watch;
        await LoadAsync(PageSize);
    }

    /// <summary>Called by the script: the end of the list came near.</summary>
    [JSInvokable]
    public Task More() => _hasMore ? LoadAsync(_chats!.Count + PageSize, _chats) : Task.CompletedTask;

    /// <summary>Called by the script: something was typed into the search, or taken out of it.</summary>
    [JSInvokable]
    public async Task Search(string text)
    {
        text = text.Trim();
        if (text == _search) return;
        (_search, _renaming) = (text, null);
        _words = [.. SearchText.Words(text).Select(word => word.IsPhrase ? word.Text.Replace(" ", "", StringComparison.Ordinal) : word.Text)];
        if (!await LoadAsync(PageSize)) return;
        _told = text.Length == 0 ? "" : _chats!.Count switch
        {
            0 => Strings.History_NothingFound.With(text),
            1 => Strings.History_FoundOne,
            _ => (_hasMore ? Strings.History_FoundMany : Strings.History_Found).With(_chats.Count),
        };
        StateHasChanged();
    }

    /// <summary>Called by the script: something was chosen in a chat's menu.</summary>
    [JSInvokable]
    public async Task Act(string id, string act)
    {
        switch (act)
        {
            case "rename":
                _renaming = id;
                StateHasChanged();
                break;
            case "pin" or "unpin":
                await Chats.PinAsync(id, act == "pin");
                break;
            case "delete":
                if (await Chats.DeleteAsync(id)) Toasts.Show(Strings.History_Deleted, Strings.Undo, () => RestoreAsync(id));
                break;
        }
    }

    /// <summary>Called by the script: all chats are to be deleted, and somebody has said so twice.</summary>
    [JSInvokable]
    public async Task DeleteAll()
    {
        var work = Toasts.ShowWork(Strings.History_DeletingAll);
        try
        {
            var ids = await Chats.DeleteAllAsync(_gone.Token);
            Toasts.Show(ids.Count == 1 ? Strings.History_DeletedAllOne : Strings.History_DeletedAll.With(ids.Count), Strings.Undo, () => RestoreAllAsync(ids));
        }
        finally
        {
            Toasts.Dismiss(work);
        }
    }

    /// <summary>Called by the script: a title was written, or null where that was given up.</summary>
    [JSInvokable]
    public async Task Rename(string id, string? title)
    {
        if (_renaming != id) return;
        _renaming = null;
        if (title is not null) await Chats.RenameAsync(id, title);
        await LoadAsync(Math.Max(PageSize, _chats?.Count ?? 0));
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _script = new(JS, Assets["Components/History/Sidebar.razor.js"]);
        await _script.CallAsync("attach", _root, _self);
    }

    /// <summary>Stops watching, and lets the script go.</summary>
    public async ValueTask DisposeAsync()
    {
        Chats.Changed -= Watch;
        await _gone.CancelAsync();
        if (_script is not null)
        {
            await _script.CallAsync("detach", _root);
            await _script.DisposeAsync();
        }

        _self?.Dispose();
        _gone.Dispose();
    }

    private async Task ImportAsync(InputFileChangeEventArgs chosen)
    {
        var problem = Strings.Import_TooLarge.With(ChatImport.MostBytes / 1_000_000);
        if (chosen.File.Size <= ChatImport.MostBytes)
        {
            var work = Toasts.ShowWork(Strings.History_Importing);
            try
            {
                await using var file = chosen.File.OpenReadStream(ChatImport.MostBytes, _gone.Token);
                var result = await Chats.ImportAsync(file, _gone.Token);
                problem = result.Problem;
                if (result.Ids is [var only]) Navigation.NavigateTo($"chat/{only}");
                if (result.Ids.Count > 0) problem = result.Ids.Count == 1 ? Strings.History_ImportedOne : Strings.History_Imported.With(result.Ids.Count);
            }
            catch (Exception exception) when (exception is IOException or JSException)
            {
                problem = Strings.History_ImportUnreadable;
            }
            finally
            {
                Toasts.Dismiss(work);
            }
        }

        Toasts.Show(problem);
    }

    private async Task RestoreAsync(string id)
    {
        if (!await Chats.RestoreAsync(id)) Toasts.Show(Strings.History_NotRestored);
    }

    private async Task RestoreAllAsync(IReadOnlyList<string> ids)
    {
        var work = Toasts.ShowWork(Strings.History_RestoringAll);
        try
        {
            var count = await Chats.RestoreAllAsync(ids);
            if (count < ids.Count) Toasts.Show(ids.Count == 1 ? Strings.History_NotRestored : Strings.History_NotAllRestored.With(count, ids.Count));
        }
        finally
        {
            Toasts.Dismiss(work);
        }
    }

    // Much may change in a row, as when many answers end; the list is read once for all of it.
    private void Watch()
    {
        if (Interlocked.Exchange(ref _isPending, 1) == 1) return;
        _ = InvokeAsync(async () =>
        {
            await Task.Delay(Pause, Time);
            Interlocked.Exchange(ref _isPending, 0);
            // A row that moves would tear its field away from who is writing a title; the list is read when that is done.
            if (!_gone.IsCancellationRequested && _renaming is null) await LoadAsync(Math.Max(PageSize, _chats?.Count ?? 0));
        });
    }

    /// <summary>Reads the first so many chats, in place of a reading that still runs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="known">The first of them, where they were just read: what changes meanwhile is told, and has all read again.</param>
    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> LoadAsync(int count, IReadOnlyList<ChatSummary>? known = null)
    {
        // A reading of all that was given up for this one has yet to be done.
        if (known is null) _isStale = true;
        else if (_isStale) known = null;
        if (_loading is not null) await _loading.CancelAsync();
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _loading = loading;
        try
        {
            // One more than is shown tells whether there is more.
            List<ChatSummary> chats = [.. known ?? []];
            while (chats.Count <= count)
            {
                var page = await Chats.ListAsync(_search, chats.Count, Math.Min(PagesAtOnce * PageSize, count + 1 - chats.Count), loading.Token);
                chats.AddRange(page);
                if (page.Count == 0) break;
            }

            _isStale = false;
            _hasMore = chats.Count > count;
            // A chat that was just asked something has moved to the front, and pushed another onto the next page.
            _chats = [.. chats.Take(count).DistinctBy(chat => chat.Id)];
            StateHasChanged();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (_loading == loading) _loading = null;
        }
    }
}
