using ChatBot.Tests.Masked;
using ChatBot.Web.Conversations;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Conversations;

public sealed class ChatSessionTests : IDisposable
{
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly TaskCompletionSource _go = new();
    private readonly TestDocuments _documents = new();
    private readonly ScriptedChatClient _client;
    private readonly ChatSession _session;

    public ChatSessionTests()
    {
        _client = new(Answer);
        var jobs = new AnswerJobs(_client, TimeProvider.System, _lifetime, NullLogger<AnswerJobs>.Instance);
        _session = new(jobs, _documents.Chat(jobs), Options.Create(new ChatSettings { SystemPrompt = "Be kind.", MessageLength = 100 }));
    }

    public void Dispose()
    {
        _session.Dispose();
        _client.Dispose();
        _documents.Dispose();
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

        var prompt = _client.Prompts[1].Select(message => (message.Role, message.Text));
        Assert.Equal(
            [(ChatRole.System, "Be kind."), (ChatRole.User, "one"), (ChatRole.Assistant, "echo one"), (ChatRole.User, "  two")], prompt);
    }

    [Fact]
    public async Task Retrying_asks_the_same_again_without_the_failed_answer()
    {
        _go.SetResult();
        _session.Ask("fail");
        var failed = Last();
        await failed.Completion;
        _session.Retry(failed);
        await Last().Completion;

        Assert.NotSame(failed, Last());
        Assert.Equal(2, _session.Conversation.Messages.Count);
        Assert.Equal(_client.Prompts[0].Select(message => message.Text), _client.Prompts[1].Select(message => message.Text));
    }

    [Fact]
    public async Task A_new_chat_stops_the_old_answer_and_can_be_undone()
    {
        _session.Ask("one");
        var answer = Last();
        var old = _session.Conversation;
        _session.StartAfresh();
        _go.SetResult();
        await answer.Completion;

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
        Assert.Empty(_session.Conversation.Messages);
        _session.GoBack();
        Assert.Same(old, _session.Conversation);
    }

    [Fact]
    public async Task A_page_that_is_gone_stops_its_answer()
    {
        _session.Ask("one");
        var answer = Last();
        _session.Dispose();
        _go.SetResult();
        await answer.Completion;

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
    }

    private Answer Last() => (Answer)_session.Conversation.Messages[^1];

    private async IAsyncEnumerable<string> Answer(string question)
    {
        await _go.Task;
        if (question == "fail") throw new InvalidOperationException();
        yield return $"echo {question}";
    }
}
