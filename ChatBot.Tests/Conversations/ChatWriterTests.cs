using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Masked;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace ChatBot.Tests.Conversations;

public sealed class ChatWriterTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _go = new();
    private TestChats _chats = null!;
    private ChatSession _page = null!;

    public async ValueTask InitializeAsync()
    {
        _chats = await TestChats.StartAsync(Answer, _time);
        _page = await _chats.PageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _go.TrySetResult();
        _page.Dispose();
        await _chats.DisposeAsync();
    }

    [Fact]
    public void Two_checkpoints_come_in_every_second() => Assert.True(ChatWriter.Checkpoints <= TimeSpan.FromSeconds(0.5));

    [Fact]
    public async Task The_question_is_stored_before_the_model_begins_and_the_answer_as_far_as_it_came_at_every_checkpoint()
    {
        _page.Ask("question");
        var answer = (Answer)_page.Conversation.Messages[1];
        await answer.WhenChangedAsync(0, AnswerPhase.Thinking);
        Assert.Equal("question", (await RowsAsync())[0].Text);

        await UntilAsync(async () =>
        {
            _time.Advance(ChatWriter.Checkpoints);
            return (await RowsAsync())[1] is { Text: "half of it", Phase: AnswerPhase.Streaming };
        });

        _go.SetResult();
        await answer.Completion;
        await UntilAsync(async () => (await RowsAsync())[1] is { Text: "half of it and the rest", Phase: AnswerPhase.Done, Usage: not null });
    }

    [Fact]
    public async Task What_is_left_is_stored_at_the_end_also_where_the_host_has_no_more_time()
    {
        _page.Ask("question");
        var answer = (Answer)_page.Conversation.Messages[1];
        _go.SetResult();
        await answer.Completion;

        await ((IHostedService)_chats.Writer).StopAsync(new CancellationToken(canceled: true));

        Assert.Equal("half of it and the rest", (await RowsAsync())[1].Text);
    }

    [Fact]
    public async Task A_database_that_another_has_locked_is_waited_for_and_nothing_is_lost()
    {
        _go.SetResult();
        await using (var other = new SqliteConnection($"Data Source={_chats.Get<DatabaseFile>().Path}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Assert.True(_page.Ask("question").IsAccepted);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.Empty(_chats.Client.Prompts);
            command.CommandText = "COMMIT";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var answer = (Answer)_page.Conversation.Messages[1];
        await answer.Completion;
        Assert.Equal(AnswerPhase.Done, answer.Phase);
        await UntilAsync(async () => (await RowsAsync()) is [_, { Text: "half of it and the rest" }]);
    }

    [Fact]
    public async Task A_chat_that_cannot_be_stored_keeps_no_other_from_it()
    {
        using var broken = await _chats.PageAsync();
        var found = new MaskedAnswer();
        found.Found(new Findings(true, [new("a", "a.pdf", 1, 0, 1, "x", "", "", double.NaN, 0, [])], 1, 1, false));
        broken.Conversation.TryAsk(new Question("broken", ChatMode.Masked), found);
        var saved = _chats.Writer.SavedAsync(broken.Conversation);
        await UntilAsync(() =>
        {
            _time.Advance(ChatWriter.Checkpoints);
            return Task.FromResult(saved.IsFaulted);
        });

        _go.SetResult();
        Assert.True(_page.Ask("question").IsAccepted);
        await UntilAsync(() =>
        {
            _time.Advance(ChatWriter.Checkpoints);
            return Task.FromResult(_page.Conversation.Messages is [_, Answer { Phase: AnswerPhase.Done }]);
        });
    }

    [Fact]
    public async Task Whoever_waits_for_a_chat_that_is_gone_for_good_waits_no_longer()
    {
        _go.SetResult();
        await using var other = new SqliteConnection($"Data Source={_chats.Get<DatabaseFile>().Path}");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        _page.Conversation.TryAsk(new Question("question"), new Answer());
        var saved = _chats.Writer.SavedAsync(_page.Conversation);
        _page.Conversation.Delete(_time.GetUtcNow());
        Assert.True(_page.Conversation.Vanish(isDraft: false));
        Assert.False(saved.IsCompleted);
        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() =>
        {
            _time.Advance(ChatWriter.Checkpoints);
            return Task.FromResult(saved.IsCompletedSuccessfully);
        });
    }

    [Fact]
    public async Task A_clean_end_stores_everything_and_marks_the_answer_as_interrupted()
    {
        _page.Ask("question");
        var answer = (Answer)_page.Conversation.Messages[1];
        await answer.WhenChangedAsync(0, AnswerPhase.Thinking);
        var id = _page.Conversation.Id;
        await _chats.RestartAsync();
        using var page = await _chats.PageAsync();

        Assert.True(await page.OpenAsync(id));
        Assert.Equal("half of it", page.Conversation.Messages[1].Text);
        Assert.Equal(AnswerPhase.Interrupted, ((Answer)page.Conversation.Messages[1]).Phase);
    }

    private async Task<IReadOnlyList<MessageRow>> RowsAsync() =>
        (await _chats.Store.LoadAsync("somebody", _page.Conversation.Id, TestContext.Current.CancellationToken))?.Messages ?? [];

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 3_000; i++)
        {
            if (await holds()) return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It never came to be.");
    }

    private async IAsyncEnumerable<string> Answer(string question)
    {
        yield return "half of it";
        while (!_go.Task.IsCompleted)
        {
            // Nothing, again and again: a place where the answer can be stopped.
            await Task.Delay(2);
            yield return "";
        }

        yield return " and the rest";
    }
}
