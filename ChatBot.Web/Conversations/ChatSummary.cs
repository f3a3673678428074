namespace ChatBot.Web.Conversations;

/// <summary>A chat in the list of chats.</summary>
/// <param name="Id">Names it, also in its address.</param>
/// <param name="Title">Its title: given, or else from its first question.</param>
/// <param name="UpdatedAt">When a question was last asked or an answer ended.</param>
/// <param name="IsPinned">Whether it stands before the others.</param>
/// <param name="Mode">The mode that its next question is asked in.</param>
/// <param name="IsRunning">Whether an answer is being written.</param>
/// <param name="Snippet">Where the words that were searched for stand; null in a list without a search, and where they stand in the title.</param>
public sealed record ChatSummary(
    string Id, string Title, DateTimeOffset UpdatedAt, bool IsPinned, ChatMode Mode, bool IsRunning, string? Snippet = null);
