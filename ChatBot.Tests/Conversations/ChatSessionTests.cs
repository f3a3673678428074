using ChatBot.Web.Conversations;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Conversations;

public sealed class ChatSessionTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _go = new();
    private TestChats _chats = null!;
    private ChatSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _chats = await TestChats.StartAsync(Answer, settings: new() { ["Chat:SystemPrompt"] = "Be kind.", ["Chat:MessageLength"] = "100" });
        _session = await _chats.PageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // The script cannot be cancelled where it waits.
        _go.TrySetResult();
        _session.Dispose();
        await _chats.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n\t ")]
    public void An_empty_message_is_refused_and_nothing_is_added(string? text)
    {
        var receipt = _session.Ask(text);

        Assert.False(receipt.IsAccepted);
        Assert.Contains("write a message first", receipt.Reason, StringComparison.Ordinal);
        Assert.Empty(_session.Conversation.Messages);
    }

    [Fact]
    public void A_message_over_the_limit_is_refused_with_both_numbers()
    {
        var receipt = _session.Ask(new string('x', 101));

        Assert.Equal("This message has 101 characters; the most is 100. Shorten it or send it in parts.", receipt.Reason);
        Assert.Empty(_session.Conversation.Messages);
    }

    [Fact]
    public void A_message_of_exactly_the_limit_is_taken() => Assert.True(_session.Ask(new string('x', 100)).IsAccepted);

    [Fact]
    public void A_second_question_waits_until_the_answer_is_there()
    {
        Assert.True(_session.Ask("one").IsAccepted);
        var receipt = _session.Ask("two");

        Assert.False(receipt.IsAccepted);
        Assert.Equal(2, _session.Conversation.Messages.Count);
    }

    [Fact]
    public async Task The_model_hears_the_system_prompt_and_every_turn()
    {
        _go.SetResult();
        _session.Ask("one");
        await Last().Completion;
        _session.Ask("  two\n");
        await Last().Completion;

        Assert.Equal([(ChatRole.System, "Be kind."), (ChatRole.User, "one"), (ChatRole.Assistant, "echo one"), (ChatRole.User, "  two")], Heard(1));
    }

    [Fact]
    public async Task Asking_again_puts_another_answer_beside_the_first_and_the_arrows_lead_back()
    {
        _go.SetResult();
        _session.Ask("fail");
        var failed = Last();
        await failed.Completion;
        Assert.True(_session.Regenerate(failed).IsAccepted);
        var second = Last();
        await second.Completion;

        Assert.NotSame(failed, second);
        Assert.Equal(Heard(0), Heard(1));
        Assert.Equal(new Branches(1, 2), _session.Conversation.BranchesOf(second));
        _session.Select(second, -1);
        Assert.Same(failed, Last());
        _session.Select(failed, -1);
        Assert.Same(failed, Last());
    }

    [Fact]
    public async Task An_edited_question_stands_beside_the_first_with_all_that_followed()
    {
        _go.SetResult();
        await AskAsync("one");
        await AskAsync("two");
        var before = _session.Conversation.Messages.ToList();
        Assert.True(_session.Edit((Question)before[0], "uno").IsAccepted);
        await Last().Completion;

        Assert.Equal(["uno", "echo uno"], Texts());
        Assert.Equal([(ChatRole.System, "Be kind."), (ChatRole.User, "uno")], Heard(2));
        _session.Select(_session.Conversation.Messages[0], -1);
        Assert.Equal(before, _session.Conversation.Messages);
    }

    [Fact]
    public async Task A_deleted_turn_leaves_the_others_and_can_be_brought_back()
    {
        _go.SetResult();
        await AskAsync("one");
        await AskAsync("two");
        await AskAsync("three");
        var second = (Question)_session.Conversation.Messages[2];
        Assert.True(_session.DeleteTurn(second).IsAccepted);
        Assert.Equal(["one", "echo one", "three", "echo three"], Texts());

        await AskAsync("four");
        Assert.Equal(["Be kind.", "one", "echo one", "three", "echo three", "four"], Heard(3).Select(message => message.Text));
        Assert.True(_session.UndoDelete(second).IsAccepted);
        Assert.Equal(["one", "echo one", "two", "echo two", "three", "echo three", "four", "echo four"], Texts());
    }

    [Fact]
    public async Task Deleting_a_turn_whose_answer_runs_stops_it()
    {
        _session.Ask("one");
        var answer = Last();
        Assert.True(_session.DeleteTurn((Question)_session.Conversation.Messages[0]).IsAccepted);
        _go.SetResult();
        await answer.Completion;

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
        Assert.Empty(_session.Conversation.Messages);
    }

    [Fact]
    public async Task A_stopped_answer_goes_on_where_it_ended_and_another_cannot()
    {
        _go.SetResult();
        _session.Ask("long");
        var answer = Last();
        await answer.WhenChangedAsync(0, AnswerPhase.Thinking);
        Assert.False(_session.Continue(answer).IsAccepted);
        _session.Stop();
        await answer.Completion;
        var first = answer.Text;

        Assert.True(_session.CanContinue(answer));
        Assert.True(_session.Continue(answer).IsAccepted);
        await answer.WhenChangedAsync(first.Length, AnswerPhase.Streaming);
        _session.Stop();
        await answer.Completion;
        Assert.StartsWith(first, answer.Text, StringComparison.Ordinal);
        Assert.Equal((ChatRole.Assistant, first), Heard(1)[^1]);

        await AskAsync("two");
        Assert.False(_session.Continue(answer).IsAccepted);
        Assert.False(_session.Continue(Last()).IsAccepted);
    }

    [Fact]
    public async Task What_a_chat_does_otherwise_reaches_the_model_and_nonsense_is_refused_kindly()
    {
        _go.SetResult();
        Assert.True(_session.Configure(new("phi", "Be brief.", 0.5f, 0.9f, 40, 99, 1.1f)).IsAccepted);
        await AskAsync("one");
        var refused = _session.Configure(new(Temperature: 7));

        Assert.Equal("Be brief.", Heard(0)[0].Text);
        var options = _chats.Client.Options[0]!;
        Assert.Equal(("phi", 0.5f, 0.9f, 40, 99), (options.ModelId, options.Temperature, options.TopP, options.TopK, options.MaxOutputTokens));
        Assert.Equal(1.1f, options.AdditionalProperties!["repetition_penalty"]);
        Assert.Contains("between 0 and 5", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("phi", _session.Conversation.Overrides.Model);
    }

    [Fact]
    public async Task A_new_chat_and_a_page_that_is_gone_let_the_answer_go_on()
    {
        _session.Ask("one");
        var (answer, old) = (Last(), _session.Conversation.Id);
        _session.StartAfresh();
        Assert.Empty(_session.Conversation.Messages);
        Assert.Equal(old, _session.PreviousId);
        _session.Dispose();
        _go.SetResult();
        await answer.Completion;

        Assert.Equal((AnswerPhase.Done, "echo one"), (answer.Phase, answer.Text));
        using var another = await _chats.PageAsync();
        Assert.True(await another.OpenAsync(old));
        Assert.Equal(["one", "echo one"], another.Conversation.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Two_pages_on_one_chat_see_the_same_messages_and_the_same_running_answer()
    {
        _session.Ask("one");
        using var another = await _chats.PageAsync();
        Assert.True(await another.OpenAsync(_session.Conversation.Id));

        Assert.Same(_session.Conversation, another.Conversation);
        Assert.Same(Last(), another.Conversation.Running);
        Assert.False(another.Ask("two").IsAccepted);
        another.Stop();
        _go.SetResult();
        await Last().Completion;
        Assert.Equal(AnswerPhase.Stopped, Last().Phase);
    }

    [Fact]
    public async Task A_strangers_chat_does_not_exist()
    {
        _go.SetResult();
        await AskAsync("mine");
        using var stranger = await _chats.PageAsync("stranger");
        using var nobody = await _chats.PageAsync(null);

        Assert.False(await stranger.OpenAsync(_session.Conversation.Id));
        Assert.False(await nobody.OpenAsync(_session.Conversation.Id));
        Assert.False(await _session.OpenAsync("no-such-chat"));
        Assert.False(await _chats.History("stranger").RenameAsync(_session.Conversation.Id, "taken"));
        Assert.False(await _chats.History("stranger").DeleteAsync(_session.Conversation.Id));
        Assert.Empty(await _chats.History("stranger").ListAsync("mine", 0, 10, TestContext.Current.CancellationToken));
        Assert.Equal("mine", _session.Conversation.Title);
    }

    [Fact]
    public async Task A_browser_that_keeps_no_cookies_can_chat_but_nothing_is_stored()
    {
        _go.SetResult();
        using var page = await _chats.PageAsync(null);
        Assert.True(page.Ask("one").IsAccepted);
        await ((Answer)page.Conversation.Messages[^1]).Completion;

        Assert.Equal("echo one", page.Conversation.Messages[^1].Text);
        Assert.Empty(await _chats.Store.IdsAsync(TestContext.Current.CancellationToken));
    }

    private Answer Last() => (Answer)_session.Conversation.Messages[^1];

    private async Task AskAsync(string question)
    {
        Assert.True(_session.Ask(question).IsAccepted);
        await Last().Completion;
    }

    private List<string> Texts() => [.. _session.Conversation.Messages.Select(message => message.Text)];

    private List<(ChatRole Role, string Text)> Heard(int index) => [.. _chats.Client.Prompts[index].Select(message => (message.Role, message.Text))];

    private async IAsyncEnumerable<string> Answer(string question)
    {
        await _go.Task;
        if (question == "fail") throw new InvalidOperationException();
        if (question == "long")
        {
            while (true)
            {
                await Task.Delay(1);
                yield return "word ";
            }
        }

        yield return $"echo {question}";
    }
}
