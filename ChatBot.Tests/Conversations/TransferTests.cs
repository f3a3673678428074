using System.IO.Pipelines;
using System.Net;
using System.Text;
using ChatBot.Tests.Browser;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Transfer;

namespace ChatBot.Tests.Conversations;

public sealed class TransferTests : IAsyncLifetime
{
    private TestChats _chats = null!;
    private ChatSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _chats = await TestChats.StartAsync(question => AnswerJobsTests.Words($"{ScriptedChatClient.Thought}Echo it.", $"echo {question}"));
        _session = await _chats.PageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _chats.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_that_is_exported_and_imported_by_another_is_the_same_with_all_its_branches_and_is_the_others()
    {
        await AskAsync("one");
        await AskAsync("two “quoted” 日本語 <b>");
        _session.Edit((Question)_session.Conversation.Messages[2], "zwei");
        await EndAsync();
        _session.Regenerate((Answer)_session.Conversation.Messages[^1]);
        await EndAsync();
        _session.Configure(new(SystemPrompt: "Be brief."));
        var json = await _chats.History().ExportAsync(_session.Conversation.Id, ExportFormat.Json);

        var other = _chats.History("other");
        var result = await other.ImportAsync(Stream(json!), TestContext.Current.CancellationToken);
        var id = Assert.Single(result.Ids);
        Assert.Equal(json, await other.ExportAsync(id, ExportFormat.Json));
        Assert.Null(await _chats.History().ExportAsync(id, ExportFormat.Json));
        Assert.NotEqual(_session.Conversation.Id, id);

        await _chats.RestartAsync();
        Assert.Equal(json, await _chats.History("other").ExportAsync(id, ExportFormat.Json));
        Assert.Equal(4, json!.Split("\"thought\": \"Echo it.\"").Length - 1);
        Assert.Empty(await _chats.History("other").ListAsync("Echo it", 0, 10, TestContext.Current.CancellationToken));
        Assert.Equal(id, Assert.Single(await _chats.History("other").ListAsync("zwei", 0, 10, TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task Many_chats_written_one_by_one_are_the_file_that_import_reads()
    {
        await AskAsync("one");
        await AskAsync("two “quoted” 日本語 <b>");
        var chat = _session.Conversation.ToExport();
        var pipe = new Pipe();
        var stop = TestContext.Current.CancellationToken;
        var written = Task.Run(
            async () =>
            {
                await ChatExport.WriteAsync(new[] { chat, chat with { Title = "another" } }.ToAsyncEnumerable(), pipe.Writer, stop);
                await pipe.Writer.CompleteAsync();
            }, stop);
        await using var file = pipe.Reader.AsStream();
        var result = await _chats.History("other").ImportAsync(file, stop);
        await written;

        Assert.Equal("", result.Problem);
        Assert.Equal(2, result.Ids.Count);
        var json = await _chats.History("other").ExportAsync(result.Ids[0], ExportFormat.Json);
        Assert.Equal(ChatExport.Json([chat]), json);
    }

    [Fact]
    public async Task Markdown_is_what_the_page_shows()
    {
        await AskAsync("one");
        var text = await _chats.History().ExportAsync(_session.Conversation.Id, ExportFormat.Markdown);

        Assert.StartsWith("# one\n\n## You · ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\necho one\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Asia/Kathmandu", "1/2/2026 4:15 AM")]
    [InlineData("America/New_York", "1/1/2026 5:30 PM")]
    [InlineData(null, "1/1/2026 10:30 PM UTC")]
    public void Markdown_tells_times_as_the_reader_s_clock_has_them_or_says_that_they_are_UTC(string? zone, string expected)
    {
        var asked = new DateTimeOffset(2026, 1, 1, 22, 30, 0, TimeSpan.Zero);
        var conversation = new Conversation("somebody", new ExportedChat(
            "title", ChatMode.Auto, false, default, asked, null, 1, [new(1, 0, null, ExportedRole.User, "hi", ChatMode.Auto, asked, null, false, null, null, null)]), asked);

        var text = ChatExport.Write(conversation, ExportFormat.Markdown, zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Contains($"## You · {expected}\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not a file of exported chats")]
    [InlineData("{", "not a file of exported chats")]
    [InlineData("[1,2,3]", "not a file of exported chats")]
    [InlineData("{\"format\":\"other\",\"version\":1,\"chats\":[]}", "not a file of exported chats")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[]}", "not a file of exported chats")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":2,\"chats\":[]}", "newer version")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[null]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"title\":\"t\",\"messages\":[null]}]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"number\":1,\"parent\":7,\"role\":\"User\",\"text\":\"x\"}]}]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"number\":1,\"parent\":0,\"role\":\"User\"}]}]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"number\":1,\"parent\":0,\"role\":\"Assistant\",\"text\":\"x\"}]}]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"number\":1,\"parent\":1,\"role\":\"User\",\"text\":\"x\"}]}]}", "damaged")]
    [InlineData("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"number\":1,\"parent\":0,\"role\":\"User\",\"text\":\"x\"},{\"number\":2,\"parent\":1,\"role\":\"Assistant\",\"text\":\"y\",\"phase\":99}]}]}", "damaged")]
    public async Task A_bad_file_is_refused_kindly_and_nothing_is_imported(string file, string problem)
    {
        var result = await _chats.History().ImportAsync(Stream(file), TestContext.Current.CancellationToken);

        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
        Assert.Empty(await _chats.History().ListAsync(null, 0, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_without_being_read_to_its_end()
    {
        await using var endless = new Endless();
        var result = await _chats.History().ImportAsync(endless, TestContext.Current.CancellationToken);

        Assert.Contains("larger than 50 MB", result.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What is a/b: \"c\"?", "What is a b c.md")]
    [InlineData("..", "chat.md")]
    public async Task A_file_has_the_title_as_its_name(string question, string name)
    {
        await AskAsync(question);

        Assert.Equal(name, ChatExport.FileName(_session.Conversation, ExportFormat.Markdown));
    }

    [Fact]
    public async Task A_strangers_chat_is_not_found()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play("x"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Address) };
        using var response = await client.GetAsync(new Uri($"/chats/{_session.Conversation.Id}/export?format=json", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task All_chats_are_an_empty_file_to_a_browser_without_chats_and_nothing_to_one_without_a_cookie()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play("x"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Address) };
        var stop = TestContext.Current.CancellationToken;
        using var stranger = await client.GetAsync(new Uri("/chats/export", UriKind.Relative), stop);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);

        using var visit = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative)) { Headers = { { "Accept", "text/html" } } };
        using var page = await client.SendAsync(visit, stop);
        Assert.Equal("{\"format\":\"chatbot-chats\",\"version\":1,\"chats\":[]}", await client.GetStringAsync(new Uri("/chats/export", UriKind.Relative), stop));
    }

    private Task EndAsync() => ((Answer)_session.Conversation.Messages[^1]).Completion;

    private async Task AskAsync(string question)
    {
        Assert.True(_session.Ask(question).IsAccepted);
        await EndAsync();
        await _chats.Writer.FlushAsync();
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return new(buffer.Length);
        }
    }
}
