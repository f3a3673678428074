namespace ChatBot.Web.Conversations;

/// <summary>
/// The messages of a chat as a tree: an edited question stands beside the first one, another answer beside the one before, and nothing is
/// ever overwritten. Each place remembers which way was looked at last; following that from the root gives the path, which is what the page
/// shows and the model reads. Not thread-safe.
/// </summary>
internal sealed class MessageTree
{
    private readonly Dictionary<Guid, MessageNode> _nodes = [];

    /// <summary>Above the first messages.</summary>
    public MessageNode Root { get; } = new(null, 0, null);

    /// <summary>All places but the root, deleted ones among them, in no order.</summary>
    public IReadOnlyCollection<MessageNode> Nodes => _nodes.Values;

    /// <summary>The greatest number given so far.</summary>
    public int LastNumber { get; private set; }

    /// <summary>The chosen path, oldest first.</summary>
    public List<MessageNode> Path
    {
        get
        {
            List<MessageNode> path = [];
            for (var node = Root.Next; node is not null; node = node.Next) path.Add(node);
            return path;
        }
    }

    /// <summary>The end of the path: where the next question goes.</summary>
    public MessageNode Tail
    {
        get
        {
            var node = Root;
            while (node.Next is { } next) node = next;
            return node;
        }
    }

    /// <summary>A message's place; null where the tree has none of that id.</summary>
    public MessageNode? Find(Guid id) => _nodes.GetValueOrDefault(id);

    /// <summary>Adds a message, without choosing it.</summary>
    public MessageNode Add(MessageNode parent, Message message) => Restore(parent, message, LastNumber + 1);

    /// <summary>Puts a stored message where it was, without choosing it. Those of one parent must come in the order of their numbers.</summary>
    public MessageNode Restore(MessageNode parent, Message message, int number)
    {
        var node = new MessageNode(message, number, parent);
        _nodes.Add(message.Id, node);
        parent.Children.Add(node);
        LastNumber = Math.Max(LastNumber, number);
        return node;
    }

    /// <summary>Leaves the numbers up to one to messages that are gone.</summary>
    public void Reserve(int number) => LastNumber = Math.Max(LastNumber, number);

    /// <summary>Where a place stands among those beside it.</summary>
    public static Branches BranchesOf(MessageNode node)
    {
        var siblings = node.VisibleParent.Visible;
        return new(siblings.IndexOf(node), siblings.Count);
    }

    /// <summary>Leads the path past a place.</summary>
    /// <returns>Every place that remembers something new.</returns>
    public static List<MessageNode> Choose(MessageNode node)
    {
        List<MessageNode> changed = [];
        for (var child = node; child.Parent is { } parent; child = parent)
        {
            if (parent.Chosen == child) continue;
            parent.Chosen = child;
            changed.Add(parent);
        }

        return changed;
    }

    /// <summary>Deletes a question with all its answers. What was written after them stays and takes their place.</summary>
    /// <returns>What was deleted.</returns>
    public static List<MessageNode> Delete(MessageNode question, DateTimeOffset at)
    {
        List<MessageNode> turn = [question, .. question.Children.Where(child => child.Message is Answer && child.DeletedAt is null)];
        foreach (var node in turn) node.DeletedAt = at;
        return turn;
    }

    /// <summary>Takes a deleted place out for good. What was written after it is handed to its parent.</summary>
    /// <returns>Every place that has another parent now, or remembers something new.</returns>
    public List<MessageNode> Purge(MessageNode node)
    {
        if (node.DeletedAt is null) throw new InvalidOperationException("Only what was deleted can be purged.");
        var parent = node.Parent!;
        List<MessageNode> changed = [.. node.Children];
        foreach (var child in node.Children) child.Parent = parent;
        parent.Children.Remove(node);
        parent.Children.AddRange(node.Children);
        parent.Children.Sort((a, b) => a.Number.CompareTo(b.Number));
        if (parent.Chosen == node)
        {
            parent.Chosen = node.Chosen;
            changed.Add(parent);
        }

        _nodes.Remove(node.Message!.Id);
        return changed;
    }
}
