using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <summary>
/// A chat as it lives on the server, shared by all pages that show it. Thread-safe. Every change is told to who keeps it
/// (<see cref="OpenConversations"/>), which stores it; the rules of what may be asked when are <see cref="ChatSession"/>'s.
/// </summary>
public sealed class Conversation
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

    /// <summary>A stored chat.</summary>
    internal Conversation(ChatRow row, IReadOnlyList<MessageRow> messages)
    {
        (Id, Owner, _createdAt, _updatedAt) = (row.Id, row.Owner, row.CreatedAt, row.UpdatedAt);
        (_title, _mode, _isPinned, _deletedAt) = (row.Title, row.Mode, row.IsPinned, row.DeletedAt);
        _isListed = row.State != ChatState.Draft;
        _overrides = ChatJson.Read(row.Overrides, ChatJson.Plain.ChatOverrides) ?? ChatOverrides.None;
        _tree = MessageRows.ToTree(messages, row.Chosen);
        _tree.Reserve(row.LastNumber);
        _unsaved = new(row.Key, _tree);
        _messages = Look();
    }

    /// <summary>A chat from a file, to be stored.</summary>
    internal Conversation(string owner, ExportedChat chat, DateTimeOffset now)
        : this(owner, now)
    {
        (_title, _mode, _isPinned, _isListed, _createdAt, _updatedAt) = (chat.Title, chat.Mode, chat.IsPinned, true, chat.CreatedAt, chat.UpdatedAt);
        _overrides = chat.Overrides ?? ChatOverrides.None;
        var nodes = new Dictionary<int, MessageNode> { [0] = _tree.Root };
        foreach (var message in chat.Messages!)
            _unsaved.Text(nodes[message!.Number] = _tree.Add(nodes[message.Parent], ChatImport.ToMessage(message)));
        foreach (var message in chat.Messages) Choose(nodes[message!.Number], message.Chosen);
        Choose(_tree.Root, chat.Chosen);
        _title = string.IsNullOrWhiteSpace(_title) ? TitleOfFirst() : ShortLine(_title, LongestTitle);
        _unsaved.Next();
        _messages = Look();

        void Choose(MessageNode node, int? chosen)
        {
            if (chosen is { } number && nodes.TryGetValue(number, out var child) && child.Parent == node) node.Chosen = child;
        }
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

    /// <summary>Puts a question and its answer, which is going to run, at the end of the path.</summary>
    /// <returns>Whether it was done: not while another answer runs.</returns>
    internal bool TryAsk(Question question, Answer answer) => TryRun(answer, () => _tree.Add(_tree.Tail, question));

    /// <summary>Puts a question beside another, and its answer, which is going to run, below it.</summary>
    /// <returns>Whether it was done: not while another answer runs, and not where the first question is not here.</returns>
    internal bool TryEdit(Question old, Question question, Answer answer) =>
        TryRun(answer, () => Place(old) is { } node ? _tree.Add(node.VisibleParent, question) : null);

    /// <summary>Puts an answer, which is going to run, beside another.</summary>
    /// <returns>Whether it was done, as in <see cref="TryEdit"/>.</returns>
    internal bool TryAnswerAgain(Answer old, Answer answer) => TryRun(answer, () => Place(old)?.Parent);

    /// <summary>Lets the last answer of the path run on.</summary>
    /// <returns>Whether it was done: not while another answer runs.</returns>
    internal bool TryContinue(Answer answer) => Alter(() =>
    {
        if (Running is not null || _messages is not [.., var last] || last != answer || !answer.TryReopen()) return false;
        _running = answer;
        _unsaved.Text(Place(answer)!);
        return true;
    });

    /// <summary>Takes note that an answer has ended.</summary>
    internal void Ended(Answer answer, DateTimeOffset now) => Alter(() =>
    {
        if (_tree.Find(answer.Id) is not { } node) return false;
        if (_running == answer) _running = null;
        _updatedAt = now.ToStored();
        _unsaved.Text(node);
        return true;
    });

    /// <summary>Marks the running answer for storing where it has grown.</summary>
    /// <param name="length">How long it was the last time, in UTF-16 code units.</param>
    /// <returns>How long it is now; null where none runs.</returns>
    internal int? Checkpoint(int? length)
    {
        if (Running is not { } answer) return null;
        var now = answer.Length;
        if (now == length) return now;
        lock (_gate)
        {
            if (_tree.Find(answer.Id) is { } node) _unsaved.Way(node);
            _unsaved.Next();
        }

        return now;
    }

    /// <summary>Looks at the message before or behind one of those in its place.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TrySelect(Message message, int direction) => Alter(() =>
    {
        if (Place(message) is not { } node) return false;
        var siblings = node.VisibleParent.Visible;
        var index = siblings.IndexOf(node) + Math.Sign(direction);
        if (index < 0 || index >= siblings.Count || direction == 0) return false;
        _unsaved.Ways(MessageTree.Choose(siblings[index]));
        return true;
    });

    /// <summary>Deletes a question with its answers; what was written after them stays.</summary>
    internal bool TryDelete(Question question, DateTimeOffset now) => Alter(() =>
    {
        if (Place(question) is not { } node) return false;
        foreach (var deleted in MessageTree.Delete(node, now.ToStored())) _unsaved.Text(deleted);
        return true;
    });

    /// <summary>Brings a deleted question back with the answers that were deleted with it, and looks at it.</summary>
    internal bool TryUndelete(Question question) => Alter(() =>
    {
        if (_tree.Find(question.Id) is not { DeletedAt: { } at } node) return false;
        foreach (var deleted in node.Children.Where(child => child.DeletedAt == at && child.Message is Answer).Prepend(node))
        {
            deleted.DeletedAt = null;
            _unsaved.Text(deleted);
        }

        _unsaved.Ways(MessageTree.Choose(node));
        return true;
    });

    /// <summary>Takes out for good what was deleted before a time.</summary>
    internal void Purge(DateTimeOffset before) => Alter(() =>
    {
        var old = _tree.Nodes.Where(node => node.DeletedAt < before && node.Message is not Answer { Phase: < AnswerPhase.Done }).ToList();
        foreach (var node in old)
        {
            _unsaved.Ways(_tree.Purge(node));
            _unsaved.Purged(node);
        }

        return old.Count > 0;
    });

    /// <summary>Gives the chat a title; a blank one gives back that of the first question.</summary>
    internal void Rename(string? title) => Alter(() =>
    {
        var given = string.IsNullOrWhiteSpace(title) ? TitleOfFirst() : ShortLine(title, LongestTitle);
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

    /// <summary>Ends the chat for good, which its owner deleted or never began: nothing of it is stored any more.</summary>
    /// <returns>Whether it was so.</returns>
    internal bool Vanish(bool isDraft)
    {
        lock (_gate)
        {
            if (isDraft ? _isListed : _deletedAt is null) return false;
            _isGone = true;
            return true;
        }
    }

    /// <summary>The chat as a file has it, without what was deleted.</summary>
    internal ExportedChat ToExport()
    {
        lock (_gate)
        {
            var messages = _tree.Nodes.Where(node => node.DeletedAt is null).OrderBy(node => node.Number).Select(node =>
            {
                var answer = node.Message as Answer;
                var (text, phase) = answer?.Read(0) ?? (node.Message!.Text, AnswerPhase.Done);
                var role = answer switch { null => ExportedRole.User, MaskedAnswer => ExportedRole.Documents, _ => ExportedRole.Assistant };
                return new ExportedMessage(
                    node.Number, node.VisibleParent.Number, node.Next?.Number, role, text, (node.Message as Question)?.Mode, node.Message!.CreatedAt,
                    answer is null ? null : phase.IsFinal() ? phase : AnswerPhase.Interrupted, answer?.CutAtLength ?? false, answer?.Usage,
                    answer?.Failure, (answer as MaskedAnswer)?.Findings);
            });
            return new(
                _title, _mode, _isPinned, _createdAt, _updatedAt, _overrides == ChatOverrides.None ? null : _overrides, _tree.Root.Next?.Number, [.. messages]);
        }
    }

    /// <summary>What the database does not have; null where it has all, and for a chat that nothing is worth keeping of.</summary>
    internal ChatChanges? TakeChanges()
    {
        lock (_gate)
        {
            if (!IsWorthKeeping) return null;
            return _unsaved.Take(_tree, () => new ChatRow
            {
                Id = Id,
                Owner = Owner!,
                Title = _title,
                Mode = _mode,
                State = _deletedAt is not null ? ChatState.Deleted : _isListed ? ChatState.Listed : ChatState.Draft,
                IsPinned = _isPinned,
                CreatedAt = _createdAt,
                UpdatedAt = _updatedAt,
                DeletedAt = _deletedAt,
                Chosen = _tree.Root.Chosen?.Number,
                LastNumber = _tree.LastNumber,
                Overrides = _overrides == ChatOverrides.None ? null : ChatJson.Write(_overrides, ChatJson.Plain.ChatOverrides),
            }, _documents);
        }
    }

    /// <summary>The database has a snapshot now.</summary>
    internal void Saved(ChatChanges changes)
    {
        lock (_gate) _unsaved.Saved(changes);
    }

    /// <summary>A snapshot could not be stored: it counts as a change still.</summary>
    internal void NotSaved(ChatChanges changes)
    {
        lock (_gate) _unsaved.NotSaved(changes, _tree);
    }

    /// <summary>How often the chat was altered, and up to where the database has it.</summary>
    internal (long Altered, long Saved) Versions
    {
        get
        {
            lock (_gate) return IsWorthKeeping ? (_unsaved.Version, _unsaved.SavedVersion) : (0, 0);
        }
    }

    private const int LongestTitle = 200;

    private bool IsWorthKeeping => Owner is not null && !_isGone && (_isListed || _documents is { Attachments.Count: > 0 } || _unsaved.IsStored);

    private bool TryRun(Answer answer, Func<MessageNode?> place) => Alter(() =>
    {
        if (Running is not null) return false;
        var before = _tree.LastNumber;
        if (place() is not { } parent) return false;
        if (parent.Number > before) _unsaved.Text(parent);
        var node = _tree.Add(parent, answer);
        _unsaved.Text(node);
        _unsaved.Ways(MessageTree.Choose(node));
        _running = answer;
        _isListed = true;
        _updatedAt = answer.CreatedAt;
        _title ??= TitleOfFirst();
        return true;
    });

    private MessageNode? Place(Message message) => _tree.Find(message.Id) is { DeletedAt: null } node ? node : null;

    private void KeepDocuments() => Alter(() =>
    {
        _unsaved.Documents();
        return true;
    });

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
        _tree.Root.Visible.FirstOrDefault()?.Message is Question { Text: var text } ? ShortLine(text, 60) : null;

    private static string ShortLine(string text, int length)
    {
        var line = string.Join(' ', text[..Math.Min(text.Length, 4 * length)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length) return line;
        var end = line.LastIndexOf(' ', length) is var space and > 20 ? space : length;
        if (char.IsHighSurrogate(line[end - 1])) end--;
        return line[..end] + "…";
    }
}
