namespace ChatBot.Web.Conversations.Storage;

/// <summary>What of a chat the database does not have yet, as one snapshot.</summary>
/// <param name="Version">The chat's version that the snapshot shows.</param>
/// <param name="Chat">The chat.</param>
/// <param name="Messages">New and changed messages.</param>
/// <param name="Purged">Numbers of messages to delete.</param>
/// <param name="Documents">All files of the chat; null where nothing about them has changed.</param>
internal sealed record ChatChanges(
    long Version, ChatRow Chat, IReadOnlyList<MessageChange> Messages, IReadOnlyList<int> Purged, IReadOnlyList<DocumentRow>? Documents);

/// <summary>A message that the database does not have as it is.</summary>
/// <param name="Row">What it is now.</param>
/// <param name="IsNew">Whether the database has none of that number.</param>
/// <param name="IsText">Whether the words to be found have changed too, and not only the way past it.</param>
internal sealed record MessageChange(MessageRow Row, bool IsNew, bool IsText);
