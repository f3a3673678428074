namespace ChatBot.Web.Conversations;

/// <summary>One entry of a conversation: a <see cref="Question"/> or an <see cref="Answer"/>.</summary>
public abstract class Message
{
    /// <summary>Names the message for good.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>When it was written or asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its words.</summary>
    public abstract string Text { get; }
}

/// <summary>What a person wrote.</summary>
/// <param name="text">Their words, as they wrote them.</param>
/// <param name="mode">The mode they asked in.</param>
public sealed class Question(string text, ChatMode mode = ChatMode.Auto) : Message
{
    /// <summary>The mode they asked in.</summary>
    public ChatMode Mode { get; } = mode;

    /// <summary>Their words, as they wrote them.</summary>
    public override string Text { get; } = text;
}
