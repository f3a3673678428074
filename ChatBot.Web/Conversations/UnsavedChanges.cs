using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <summary>
/// Keeps in mind what of a chat the database does not have, by name and not by content: a change that could not be stored is stored
/// together with those after it. Not thread-safe: the conversation's lock guards it.
/// </summary>
internal sealed class UnsavedChanges
{
    private readonly HashSet<MessageNode> _ways = [];
    private readonly HashSet<MessageNode> _texts = [];
    private readonly HashSet<int> _stored = [];
    private readonly HashSet<int> _purged = [];
    private bool _documents;
    private long _key;

    /// <summary>Of a new chat.</summary>
    public UnsavedChanges()
    {
    }

    /// <summary>Of a stored chat.</summary>
    public UnsavedChanges(long key, MessageTree tree)
    {
        _key = key;
        _stored = [.. tree.Nodes.Select(node => node.Number)];
    }

    /// <summary>How often the chat was altered.</summary>
    public long Version { get; private set; }

    /// <summary>The last version that the database has.</summary>
    public long SavedVersion { get; private set; }

    /// <summary>Whether the database has the chat at all.</summary>
    public bool IsStored => _key != 0;

    /// <summary>Something was altered.</summary>
    public void Next() => Version++;

    /// <summary>A message is new, or its words are, or whether they count.</summary>
    public void Text(MessageNode node) => _texts.Add(node);

    /// <summary>A message has changed in what cannot be searched.</summary>
    public void Way(MessageNode node)
    {
        if (node.Message is not null) _ways.Add(node);
    }

    /// <summary>As <see cref="Way"/>, for many. The root is part of the chat itself.</summary>
    public void Ways(IEnumerable<MessageNode> nodes)
    {
        foreach (var node in nodes) Way(node);
    }

    /// <summary>A message is gone for good.</summary>
    public void Purged(MessageNode node)
    {
        _ways.Remove(node);
        _texts.Remove(node);
        if (_stored.Contains(node.Number)) _purged.Add(node.Number);
    }

    /// <summary>Something about the files has changed.</summary>
    public void Documents() => _documents = true;

    /// <summary>Takes a snapshot of what the database does not have.</summary>
    /// <returns>Null where it has all.</returns>
    public ChatChanges? Take(MessageTree tree, Func<ChatRow> chat, ChatDocuments? documents)
    {
        if (Version == SavedVersion) return null;
        var row = chat();
        row.Key = _key;
        var changes = new ChatChanges(
            Version, row,
            [.. _ways.Union(_texts).OrderBy(node => node.Number)
                .Select(node => new MessageChange(MessageRows.From(node), !_stored.Contains(node.Number), _texts.Contains(node)))],
            [.. _purged], _documents ? documents?.ToRows() ?? [] : null);
        _ways.Clear();
        _texts.Clear();
        _purged.Clear();
        _documents = false;
        return changes;
    }

    /// <summary>The database has a snapshot.</summary>
    public void Saved(ChatChanges changes)
    {
        _key = changes.Chat.Key;
        foreach (var message in changes.Messages) _stored.Add(message.Row.Number);
        _stored.ExceptWith(changes.Purged);
        SavedVersion = changes.Version;
    }

    /// <summary>The database does not have a snapshot that was taken.</summary>
    public void NotSaved(ChatChanges changes, MessageTree tree)
    {
        foreach (var message in changes.Messages)
        {
            if (tree.Find(message.Row.Id) is not { } node) continue;
            if (message.IsText) _texts.Add(node);
            else _ways.Add(node);
        }

        _purged.UnionWith(changes.Purged);
        _documents |= changes.Documents is not null;
    }
}
