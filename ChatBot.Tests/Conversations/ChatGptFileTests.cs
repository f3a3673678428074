namespace ChatBot.Tests.Conversations;

public sealed class ChatGptFileTests : IAsyncLifetime
{
    // Made by hand after the form of the real files: a hidden system message, a tool between two pieces of an answer, a picture beside words, and
    // a question that was edited.
    private const string File =
        """
        [{
          "title": "Rainbows", "create_time": 1700000000.25, "update_time": 1700000500.5, "current_node": "a3",
          "mapping": {
            "a1": { "parent": "u1", "children": ["t1"], "message": { "author": { "role": "assistant" }, "create_time": 1700000002, "content": { "content_type": "text", "parts": ["First piece."] } } },
            "root": { "parent": null, "children": ["s1"], "message": null },
            "s1": { "parent": "root", "children": ["u1", "u2"], "message": { "author": { "role": "system" }, "content": { "content_type": "text", "parts": [""] }, "metadata": { "is_visually_hidden_from_conversation": true } } },
            "u1": { "parent": "s1", "children": ["a1"], "message": { "author": { "role": "user" }, "create_time": 1700000001, "content": { "content_type": "multimodal_text", "parts": [{ "asset_pointer": "file-1" }, "What is this?"] } } },
            "t1": { "parent": "a1", "children": ["a2"], "message": { "author": { "role": "tool" }, "content": { "content_type": "execution_output", "text": "42" } } },
            "a2": { "parent": "t1", "children": [], "message": { "author": { "role": "assistant" }, "content": { "content_type": "text", "parts": ["Second piece."] } } },
            "u2": { "parent": "s1", "children": ["a3"], "message": { "author": { "role": "user" }, "content": { "content_type": "text", "parts": ["What is that?"] } } },
            "a3": { "parent": "u2", "children": [], "message": { "author": { "role": "assistant" }, "content": { "content_type": "text", "parts": ["A rainbow."] } } }
          }
        }, { "title": "Nothing was said", "mapping": { "root": { "parent": null, "children": [] } } }]
        """;

    private TestChats _chats = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _chats = await TestChats.StartAsync(question => AnswerJobsTests.Words("echo ", question));

    public ValueTask DisposeAsync() => _chats.DisposeAsync();

    [Fact]
    public async Task Its_chats_come_with_their_words_their_times_and_all_their_branches()
    {
        using var history = _chats.History();
        var result = await history.ImportAsync(Stream(File), Cancellation);

        Assert.Equal("", result.Problem);
        var chat = Assert.Single(await history.ListAsync(null, 0, 10, Cancellation));
        Assert.Equal(("Rainbows", DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_500_500)), (chat.Title, chat.UpdatedAt));
        using var lease = await _chats.Open.OpenAsync("somebody", result.Ids[0]);
        Assert.Equal(["What is that?", "A rainbow."], lease!.Conversation.Messages.Select(message => message.Text));
        Assert.True(lease.Conversation.TrySelect(lease.Conversation.Messages[0], -1));
        Assert.Equal(["What is this?", "First piece.\n\nSecond piece."], lease.Conversation.Messages.Select(message => message.Text));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_001), lease.Conversation.Messages[0].CreatedAt);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("[{\"mapping\":[]}]")]
    [InlineData("[{\"mapping\":{}}]")]
    [InlineData("[{\"mapping\":{\"a\":{\"parent\":\"b\",\"children\":[\"b\"]},\"b\":{\"parent\":\"a\",\"children\":[\"a\",7]}}}]")]
    [InlineData("[{\"mapping\":{\"a\":{\"children\":{},\"message\":{\"author\":{\"role\":\"assistant\"},\"content\":{\"content_type\":\"text\",\"parts\":[\"x\"]}}}}}]")]
    [InlineData("[{\"mapping\":{\"a\":{\"message\":{\"author\":3,\"content\":{\"content_type\":\"text\",\"parts\":[\"x\"]}}},\"b\":5}}]")]
    public async Task One_without_chats_is_refused_kindly(string file)
    {
        using var history = _chats.History();
        var result = await history.ImportAsync(Stream(file), Cancellation);

        Assert.Contains("not a file of exported chats", result.Problem, StringComparison.Ordinal);
        Assert.Empty(await history.ListAsync(null, 0, 10, Cancellation));
    }

    private static MemoryStream Stream(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
