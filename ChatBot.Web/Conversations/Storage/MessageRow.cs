namespace ChatBot.Web.Conversations.Storage;

/// <summary>Who wrote a message. The numbers are stored.</summary>
internal enum MessageRole
{
    Question = 0,

    /// <summary>Written by a language model.</summary>
    Answer = 1,

    /// <summary>Found in the chat's documents.</summary>
    MaskedAnswer = 2,
}

/// <summary>A message in the database. The messages of a chat are a tree, see <see cref="MessageTree"/>.</summary>
internal sealed class MessageRow
{
    public long ChatKey { get; set; }

    /// <summary>Its number in the chat, in the order of writing, from 1.</summary>
    public int Number { get; set; }

    public Guid Id { get; set; }

    /// <summary>The number of the message before it; 0 for a first one.</summary>
    public int Parent { get; set; }

    /// <summary>The number of the message after it that was looked at last.</summary>
    public int? Chosen { get; set; }

    public MessageRole Role { get; set; }

    /// <summary>A question's mode.</summary>
    public ChatMode Mode { get; set; }

    public required string Text { get; set; }

    /// <summary>What the model thought before it answered; null where it did not.</summary>
    public string? Thought { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was deleted; null for what is there.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>An answer's phase.</summary>
    public AnswerPhase Phase { get; set; }

    public bool CutAtLength { get; set; }

    /// <summary><see cref="AnswerUsage"/> as JSON.</summary>
    public string? Usage { get; set; }

    /// <summary><see cref="AnswerFailure"/> as JSON.</summary>
    public string? Failure { get; set; }

    /// <summary>A masked answer's <see cref="Masked.Findings"/> as JSON.</summary>
    public string? Findings { get; set; }
}
