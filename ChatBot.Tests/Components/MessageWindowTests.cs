using ChatBot.Web.Components.Chat;
using ChatBot.Web.Conversations;

namespace ChatBot.Tests.Components;

public sealed class MessageWindowTests
{
    private readonly MessageWindow _window = new();
    private readonly List<Message> _messages = [.. Enumerable.Range(0, 1_000).Select(i => new Question($"{i}"))];

    [Fact]
    public void A_long_chat_opens_with_its_newest_messages()
    {
        Assert.Equal(_messages[^MessageWindow.First..], _window.Of(_messages));
        Assert.Equal(1_000 - MessageWindow.First, _window.Hidden);
    }

    [Fact]
    public void A_short_chat_is_shown_whole() => Assert.Equal(_messages[..5], _window.Of(_messages[..5]));

    [Fact]
    public void Earlier_messages_come_step_by_step_up_to_the_first()
    {
        _window.Of(_messages);
        _window.ShowEarlier(_messages);
        Assert.Equal(MessageWindow.First + MessageWindow.Step, _window.Of(_messages).Count());

        for (var i = 0; i < 30; i++) _window.ShowEarlier(_messages);
        Assert.Equal(_messages, _window.Of(_messages));
        Assert.Equal(0, _window.Hidden);
    }

    [Fact]
    public void New_messages_push_none_off_the_page()
    {
        var before = _window.Of(_messages).ToList();
        _messages.Add(new Question("new"));

        Assert.Equal([.. before, _messages[^1]], _window.Of(_messages));
    }

    [Fact]
    public void A_message_deleted_before_those_on_the_page_changes_nothing_on_it()
    {
        var before = _window.Of(_messages).ToList();
        _messages.RemoveRange(10, 2);

        Assert.Equal(before, _window.Of(_messages));
    }

    [Fact]
    public void Another_branch_that_begins_before_those_on_the_page_shows_its_newest()
    {
        _window.Of(_messages);
        var branch = _messages[..500];
        branch.AddRange(Enumerable.Range(0, 100).Select(i => new Question($"other {i}")));

        Assert.Equal(branch[^MessageWindow.First..], _window.Of(branch));
    }

    [Fact]
    public void An_empty_chat_shows_nothing_and_grows()
    {
        Assert.Empty(_window.Of([]));
        Assert.Equal(_messages[..2], _window.Of(_messages[..2]));
    }
}
