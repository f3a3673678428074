using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations;

/// <summary>The messages of one chat, oldest first. Not thread-safe: it belongs to one page.</summary>
internal sealed class Conversation
{
    private readonly List<Message> _messages = [];

    /// <summary>Names the chat.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The mode that the next question is asked in.</summary>
    public ChatMode Mode { get; set; }

    /// <summary>The chat's files; null until one was added.</summary>
    public ChatDocuments? Documents { get; set; }

    /// <summary>The messages, oldest first.</summary>
    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>The answer that is still being written, if one is.</summary>
    public Answer? Running => _messages is [.., Answer { Phase: var phase } answer] && !phase.IsFinal() ? answer : null;

    /// <summary>The first question on one short line, or null before there is one.</summary>
    public string? Title => _messages is [Question { Text: var text }, ..] ? ShortLine(text, 60) : null;

    /// <summary>Adds a message at the end.</summary>
    public void Add(Message message) => _messages.Add(message);

    /// <summary>Puts a message in another's place.</summary>
    public void Replace(Message old, Message message) => _messages[_messages.IndexOf(old)] = message;

    private static string ShortLine(string text, int length)
    {
        var line = string.Join(' ', text[..Math.Min(text.Length, 4 * length)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length) return line;
        var end = line.LastIndexOf(' ', length) is var space and > 20 ? space : length;
        if (char.IsHighSurrogate(line[end - 1])) end--;
        return line[..end] + "…";
    }
}
