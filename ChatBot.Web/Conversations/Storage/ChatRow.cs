namespace ChatBot.Web.Conversations.Storage;

/// <summary>Whether a chat is in its owner's list. The numbers are stored.</summary>
internal enum ChatState
{
    /// <summary>Nothing was asked yet: it only keeps files and settings for a first question.</summary>
    Draft = 0,

    /// <summary>It is in the list.</summary>
    Listed = 1,

    /// <summary>Its owner deleted it; it can still be brought back for a moment.</summary>
    Deleted = 2,
}

/// <summary>A chat in the database.</summary>
internal sealed class ChatRow
{
    /// <summary>Its number in the database.</summary>
    public long Key { get; set; }

    /// <summary>Its name in addresses.</summary>
    public required string Id { get; set; }

    /// <summary>The browser that it belongs to.</summary>
    public required string Owner { get; set; }

    /// <summary>Given, or else from the first question; null before there is one.</summary>
    public string? Title { get; set; }

    public ChatMode Mode { get; set; }

    public ChatState State { get; set; }

    public bool IsPinned { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted, in state <see cref="ChatState.Deleted"/>.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The number of the first message that was looked at last.</summary>
    public int? Chosen { get; set; }

    /// <summary>The greatest message number given so far.</summary>
    public int LastNumber { get; set; }

    /// <summary><see cref="ChatOverrides"/> as JSON; null where there are none.</summary>
    public string? Overrides { get; set; }
}
