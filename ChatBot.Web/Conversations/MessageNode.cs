namespace ChatBot.Web.Conversations;

/// <summary>A message's place in a <see cref="MessageTree"/>. Belongs to the tree and is as thread-safe as it: not at all.</summary>
internal sealed class MessageNode(Message? message, int number, MessageNode? parent)
{
    /// <summary>What stands here; null at the root only.</summary>
    public Message? Message { get; } = message;

    /// <summary>Its number in the chat, in the order of writing, from 1; the root has 0. Never given twice.</summary>
    public int Number { get; } = number;

    /// <summary>The message before it; null for the root only.</summary>
    public MessageNode? Parent { get; set; } = parent;

    /// <summary>What was written after it, oldest first, deleted ones among them.</summary>
    public List<MessageNode> Children { get; } = [];

    /// <summary>The child that was looked at last.</summary>
    public MessageNode? Chosen { get; set; }

    /// <summary>When it was deleted; null for what is there. A deleted message lets what was written after it through.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The children as they are seen: in the place of a deleted one stand its own. Oldest first.</summary>
    public List<MessageNode> Visible
    {
        get
        {
            List<MessageNode> visible = [];
            Gather(this, visible);
            visible.Sort((a, b) => a.Number.CompareTo(b.Number));
            return visible;
        }
    }

    /// <summary>The nearest place above that is seen, or the root.</summary>
    public MessageNode VisibleParent
    {
        get
        {
            var above = Parent!;
            while (above.DeletedAt is not null) above = above.Parent!;
            return above;
        }
    }

    /// <summary>The next message on the path: the one that was looked at last, or else the newest.</summary>
    public MessageNode? Next
    {
        get
        {
            for (var chosen = Chosen; chosen is not null; chosen = chosen.Chosen)
                if (chosen.DeletedAt is null) return chosen;
            return Visible is [.., var newest] ? newest : null;
        }
    }

    private static void Gather(MessageNode node, List<MessageNode> visible)
    {
        foreach (var child in node.Children)
        {
            if (child.DeletedAt is null) visible.Add(child);
            else Gather(child, visible);
        }
    }
}
