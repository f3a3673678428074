using ChatBot.Web.Documents;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>How far a document is. The numbers are stored.</summary>
internal enum DocumentState
{
    Uploading = 0,
    Reading = 1,
    Ready = 2,
    Locked = 3,
    Failed = 4,
}

/// <summary>A chat's file in the database; its bytes and its text are in the <see cref="DocumentStore"/>.</summary>
internal sealed class DocumentRow
{
    /// <summary>The attachment's id: 128 random bits.</summary>
    public required string Id { get; set; }

    public long ChatKey { get; set; }

    /// <summary>Its place among the chat's files.</summary>
    public int Position { get; set; }

    public required string FileName { get; set; }

    /// <summary>Its size as the browser told it.</summary>
    public long Bytes { get; set; }

    public DocumentState State { get; set; }

    /// <summary>Its name in the store; null before it is there wholly, and after it was refused.</summary>
    public string? StoredId { get; set; }

    public DocumentKind? Kind { get; set; }

    public long StoredBytes { get; set; }

    public DateTimeOffset? StoredAt { get; set; }

    /// <summary>Its pages as JSON, once it was read.</summary>
    public string? Pages { get; set; }

    /// <summary>Its problem as JSON, where it has one.</summary>
    public string? Problem { get; set; }
}
