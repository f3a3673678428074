using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <summary>
/// A chat as it lives on the server, shared by all pages that show it. Thread-safe. Every change is told to who keeps it
/// (<see cref="OpenConversations"/>), which stores it; the rules of what may be asked when are <see cref="ChatSession"/>'s.
/// </summary>
public sealed partial class Conversation
{
    private readonly Lock _gate = new();
    private readonly UnsavedChanges _unsaved;
    private readonly MessageTree _tree;
    private readonly DateTimeOffset _createdAt;
    private IReadOnlyList<Message> _messages = [];
    private Answer? _running;
    private string? _title;
    private ChatMode _mode;
    private ChatOverrides _overrides = ChatOverrides.None;
    private ChatDocuments? _documents;
    private DateTimeOffset _updatedAt;
    private DateTimeOffset? _deletedAt;
    private bool _isPinned;
    private bool _isListed;
    private bool _isGone;

    /// <summary>A new chat.</summary>
    /// <param name="owner">The browser it belongs to; null for one that keeps no cookies, whose chats are not stored.</param>
    /// <param name="now">The time.</param>
    internal Conversation(string? owner = null, DateTimeOffset now = default)
    {
        (Id, Owner, _createdAt, _updatedAt) = (Guid.CreateVersion7().ToString("N"), owner, now.ToStored(), now.ToStored());
        _tree = new();
        _unsaved = new();
    }

    /// <summary>Raised after every change, on any thread; a handler must not block. The growing text of an answer is none: follow the answer.</summary>
    public event Action? Changed;

    /// <summary>Raised before <see cref="Changed"/> where something must be stored.</summary>
    internal event Action<Conversation>? Altered;

    /// <summary>Names the chat, also in its address.</summary>
    public string Id { get; }

    /// <summary>The browser that the chat belongs to; null for one that keeps no cookies.</summary>
    internal string? Owner { get; }

    /// <summary>The title: given, or else the first question on one short line; null before there is one.</summary>
    public string? Title => Read(() => _title);

    /// <summary>The mode that the next question is asked in.</summary>
    public ChatMode Mode
    {
        get => Read(() => _mode);
        set => Alter(() =>
        {
            if (_mode == value) return false;
            _mode = value;
            return true;
        });
    }

    /// <summary>What this chat does otherwise than the configuration and the model would.</summary>
    public ChatOverrides Overrides
    {
        get => Read(() => _overrides);
        internal set => Alter(() =>
        {
            if (_overrides == value) return false;
            _overrides = value;
            return true;
        });
    }

    /// <summary>The chat's files; null until one was added.</summary>
    public ChatDocuments? Documents
    {
        get => Read(() => _documents);
        internal set => Alter(() =>
        {
            if (_documents == value) return false;
            if (_documents is not null) _documents.Settled -= KeepDocuments;
            _documents = value;
            if (_documents is not null) _documents.Settled += KeepDocuments;
            return false;
        });
    }

    /// <summary>The messages on the chosen path, oldest first.</summary>
    public IReadOnlyList<Message> Messages => Volatile.Read(ref _messages);

    /// <summary>The answer that is being written, on the chosen path or beside it; null where none is.</summary>
    public Answer? Running => Volatile.Read(ref _running) is { } answer && !answer.Phase.IsFinal() ? answer : null;

    /// <summary>Whether it stands before the others in the list.</summary>
    public bool IsPinned
    {
        get => Read(() => _isPinned);
        internal set => Alter(() =>
        {
            if (_isPinned == value) return false;
            _isPinned = value;
            return true;
        });
    }

    /// <summary>Whether its owner deleted it: pages leave it.</summary>
    public bool IsDeleted => Read(() => _deletedAt is not null);

    /// <summary>Whether nothing was asked yet.</summary>
    internal bool IsDraft => Read(() => !_isListed);

    /// <summary>Whether something is still being done for it, with or without a page.</summary>
    internal bool IsBusy => Running is not null || Documents is { IsBusy: true };

    /// <summary>When a question was last asked or an answer ended.</summary>
    internal DateTimeOffset UpdatedAt => Read(() => _updatedAt);

    /// <summary>Where a message stands among those that were written in its place.</summary>
    public Branches BranchesOf(Message message)
    {
        lock (_gate) return Place(message) is { } node ? MessageTree.BranchesOf(node) : new(0, 1);
    }

    /// <summary>The messages up to one, oldest first, whether it is on the chosen path or not; nothing where it is not here.</summary>
    internal IReadOnlyList<Message> PathTo(Message message)
    {
        lock (_gate)
        {
            List<Message> path = [];
            for (var node = _tree.Find(message.Id); node?.Message is { } above; node = node.VisibleParent) path.Add(above);
            path.Reverse();
            return path;
        }
    }

    /// <summary>Gives the chat a title; a blank one gives back that of the first question.</summary>
    internal void Rename(string? title) => Alter(() =>
    {
        var given = string.IsNullOrWhiteSpace(title) ? TitleOfFirst() : ChatTitles.Given(title);
        if (_title == given) return false;
        _title = given;
        return true;
    });

    /// <summary>Deletes the chat, or brings it back with null.</summary>
    internal void Delete(DateTimeOffset? at) => Alter(() =>
    {
        _deletedAt = at?.ToStored();
        return true;
    });

    private MessageNode? Place(Message message) => _tree.Find(message.Id) is { DeletedAt: null } node ? node : null;

    private T Read<T>(Func<T> look)
    {
        lock (_gate) return look();
    }

    private bool Alter(Func<bool> alter)
    {
        lock (_gate)
        {
            if (!alter()) return false;
            _unsaved.Next();
            Volatile.Write(ref _messages, Look());
        }

        Altered?.Invoke(this);
        Changed?.Invoke();
        return true;
    }

    private IReadOnlyList<Message> Look() => [.. _tree.Path.Select(node => node.Message!)];

    private string? TitleOfFirst() =>
        _tree.Root.Visible.FirstOrDefault()?.Message is Question { Text: var text } ? ChatTitles.OfQuestion(text) : null;
}
