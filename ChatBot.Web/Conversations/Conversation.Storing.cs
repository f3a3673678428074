using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <content>How it comes from the database or a file, and goes there.</content>
public sealed partial class Conversation
{
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
        _title = string.IsNullOrWhiteSpace(_title) ? TitleOfFirst() : ChatTitles.Given(_title);
        _unsaved.Next();
        _messages = Look();

        void Choose(MessageNode node, int? chosen)
        {
            if (chosen is { } number && nodes.TryGetValue(number, out var child) && child.Parent == node) node.Chosen = child;
        }
    }

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
                var (text, thought, phase) = answer?.ReadAll() ?? (node.Message!.Text, "", AnswerPhase.Done);
                var role = answer switch { null => ExportedRole.User, MaskedAnswer => ExportedRole.Documents, _ => ExportedRole.Assistant };
                return new ExportedMessage(
                    node.Number, node.VisibleParent.Number, node.Next?.Number, role, text, (node.Message as Question)?.Mode, node.Message!.CreatedAt,
                    answer is null ? null : phase.IsFinal() ? phase : AnswerPhase.Interrupted, answer?.CutAtLength ?? false, answer?.Usage,
                    answer?.Failure, (answer as MaskedAnswer)?.Findings)
                {
                    Thought = thought.Length > 0 ? thought : null,
                };
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

    private bool IsWorthKeeping => Owner is not null && !_isGone && (_isListed || _documents is { Attachments.Count: > 0 } || _unsaved.IsStored);

    private void KeepDocuments() => Alter(() =>
    {
        _unsaved.Documents();
        return true;
    });
}
