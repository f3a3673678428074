using ChatBot.Web.Conversations;

namespace ChatBot.Web.Components.Chat;

/// <summary>
/// Which of a chat's messages are on the page: the newest ones, and on demand ever earlier ones. A chat of a thousand messages so opens
/// as quickly as one of ten. Not thread-safe.
/// </summary>
internal sealed class MessageWindow
{
    /// <summary>How many messages a chat opens with: more than a screen is high.</summary>
    public const int First = 20;

    /// <summary>How many more come at a time.</summary>
    public const int Step = 40;

    private Guid? _first;
    private int _start;

    /// <summary>How many messages there are before the first that is shown.</summary>
    public int Hidden => _start;

    /// <summary>
    /// Takes newer messages. What is on the page stays there, whatever was added after it or taken away before it; where its first message
    /// is gone, the newest ones are shown.
    /// </summary>
    /// <param name="messages">All messages of the chat, oldest first.</param>
    /// <returns>Those to show.</returns>
    public IEnumerable<Message> Of(IReadOnlyList<Message> messages)
    {
        var found = _first is { } first ? IndexOf(messages, first) : -1;
        _start = found >= 0 ? found : Math.Max(0, Math.Min(_first is null ? int.MaxValue : _start, messages.Count - First));
        _first = _start < messages.Count ? messages[_start].Id : null;
        return messages.Skip(_start);
    }

    /// <summary>Shows some earlier messages too.</summary>
    /// <param name="messages">All messages of the chat, oldest first.</param>
    public void ShowEarlier(IReadOnlyList<Message> messages)
    {
        _start = Math.Max(0, _start - Step);
        _first = _start < messages.Count ? messages[_start].Id : null;
    }

    /// <summary>Shows a message too, with all behind it and a few before it.</summary>
    /// <param name="messages">All messages of the chat, oldest first.</param>
    /// <param name="id">The message; nothing happens where there is none of that id.</param>
    public void ShowFrom(IReadOnlyList<Message> messages, Guid id)
    {
        if (IndexOf(messages, id) is not (>= 0 and var index) || index >= _start) return;
        _start = Math.Max(0, index - (First / 2));
        _first = messages[_start].Id;
    }

    private static int IndexOf(IReadOnlyList<Message> messages, Guid id)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Id == id) return i;
        }

        return -1;
    }
}
