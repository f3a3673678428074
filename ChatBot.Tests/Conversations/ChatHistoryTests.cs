using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using FsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBot.Tests.Conversations;

public sealed class ChatHistoryTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private TestChats _chats = null!;
    private ChatHistory _history = null!;

    public async ValueTask InitializeAsync()
    {
        _chats = await TestChats.StartAsync(question => AnswerJobsTests.Words("About ", question), _time);
        _history = _chats.History();
    }

    public async ValueTask DisposeAsync()
    {
        _history.Dispose();
        await _chats.DisposeAsync();
    }

    [Fact]
    public async Task Chats_are_listed_newest_first_pinned_ones_before_and_page_by_page()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await ChatAsync($"chat {i}"));
        Assert.True(await _history.PinAsync(ids[1], true));

        Assert.Equal([ids[1], ids[4], ids[3]], (await ListAsync(null, 0, 3)).Select(chat => chat.Id));
        Assert.Equal([ids[2], ids[0]], (await ListAsync(null, 3, 3)).Select(chat => chat.Id));
        Assert.Equal([true, false, false], (await ListAsync(null, 0, 3)).Select(chat => chat.IsPinned));
        Assert.Equal("chat 4", (await ListAsync(null, 1, 1))[0].Title);
    }

    [Fact]
    public async Task All_chats_of_a_browser_and_no_others_are_deleted_at_once_and_can_be_brought_back()
    {
        for (var i = 0; i < 3; i++) await ChatAsync($"chat {i}");
        using var other = _chats.History("other");
        var json = await _history.ExportAsync((await ListAsync(null))[0].Id, Web.Conversations.Transfer.ExportFormat.Json);
        await other.ImportAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json!)), TestContext.Current.CancellationToken);

        var before = await ListAsync(null);
        var deleted = await _history.DeleteAllAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before.Select(chat => chat.Id), deleted);
        Assert.Empty(await ListAsync(null));
        Assert.Empty(await _history.DeleteAllAsync(TestContext.Current.CancellationToken));
        Assert.Single(await other.ListAsync(null, 0, 10, TestContext.Current.CancellationToken));

        Assert.Equal(0, await other.RestoreAllAsync(deleted));
        Assert.Equal(3, await _history.RestoreAllAsync([.. deleted, "no-such-chat"]));
        Assert.Equal(before, await ListAsync(null));
    }

    [Fact]
    public async Task A_page_that_asked_nothing_is_in_no_list()
    {
        using var page = await _chats.PageAsync();
        page.Conversation.Mode = ChatMode.Masked;

        Assert.Empty(await ListAsync(null));
    }

    [Theory]
    [InlineData("rainb", true)]
    [InlineData("RAINBOWS", true)]
    [InlineData("cafe", true)]
    [InlineData("Café rain", true)]
    [InlineData("strasse", true)]
    [InlineData("日本", true)]
    [InlineData("本語", true)]
    [InlineData("語日", false)]
    [InlineData("about", true)]
    [InlineData("bows", false)]
    [InlineData("tokyo", false)]
    [InlineData("한국", true)]
    [InlineData("!!!", false)]
    public async Task Words_are_found_by_their_beginnings_whatever_their_case_and_accents(string typed, bool isFound)
    {
        await ChatAsync("Rainbows over the café in the Straße, 日本語の本, 한국어");
        await ChatAsync("something else entirely, tea");

        var found = await ListAsync(typed);
        Assert.Equal(isFound, found.Any(chat => chat.Title.StartsWith("Rainbows", StringComparison.Ordinal)));
        if (isFound && typed != "about") Assert.Single(found);
    }

    [Fact]
    public async Task A_hit_shows_the_words_where_they_stand()
    {
        await ChatAsync(string.Concat(Enumerable.Repeat("some words before it ", 20)) + "the Zürich bank and more " + string.Concat(Enumerable.Repeat("after ", 50)));

        var snippet = Assert.Single(await ListAsync("zurich")).Snippet;
        Assert.Contains("the Zürich bank", snippet, StringComparison.Ordinal);
        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet!.Length, 20, 130);
    }

    [Property(MaxTest = 200)]
    public async Task Nothing_that_is_typed_breaks_the_search(NonNull<string> typed) => await ListAsync(typed.Get);

    [Theory]
    [InlineData("\"")]
    [InlineData("a\" OR owner:\"b")]
    [InlineData("NEAR(a b) AND NOT *")]
    [InlineData("text:x")]
    [InlineData("{a b}: c")]
    [InlineData("\0x")]
    [InlineData("\uD83D")]
    [InlineData("^- ( ) * + :")]
    public async Task Nor_does_what_means_something_to_the_index(string typed) => await ListAsync(typed);

    [Fact]
    public async Task A_given_title_is_found_and_one_that_was_replaced_is_not()
    {
        var id = await ChatAsync("question");
        await _history.RenameAsync(id, "Holidays");
        Assert.Single(await ListAsync("holid"));
        await _history.RenameAsync(id, "Work");

        Assert.Empty(await ListAsync("holid"));
        Assert.Equal("Work", Assert.Single(await ListAsync("wor")).Title);
    }

    [Fact]
    public async Task A_deleted_chat_is_gone_at_once_can_be_brought_back_and_after_that_time_is_nowhere()
    {
        var id = await ChatAsync("secret plans");
        Assert.True(await _history.DeleteAsync(id));
        Assert.Empty(await ListAsync(null));
        Assert.Empty(await ListAsync("secret"));

        Assert.True(await _history.RestoreAsync(id));
        Assert.Single(await ListAsync("secret"));

        await _history.DeleteAsync(id);
        await _chats.Writer.FlushAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _chats.Get<ChatSweep>().SweepAsync(TimeSpan.FromSeconds(20));
        Assert.False(await _history.RestoreAsync(id));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM chats"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM messages"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM search"));
        Assert.DoesNotContain("secret plans", await BytesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_sweep_that_comes_late_leaves_what_was_deleted_since_the_start()
    {
        var id = await ChatAsync("one");
        await _history.DeleteAsync(id);
        await _chats.Writer.FlushAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _chats.Get<ChatSweep>().SweepAtStartAsync();

        Assert.True(await _history.RestoreAsync(id));
    }

    [Fact]
    public async Task Words_of_a_deleted_turn_are_not_found_until_it_is_back_and_are_gone_for_good_after_a_time()
    {
        using var page = await _chats.PageAsync();
        await AskAsync(page, "harmless");
        await AskAsync(page, "secret plans");
        var turn = (Question)page.Conversation.Messages[2];
        page.DeleteTurn(turn);
        Assert.Empty(await ListAsync("secret"));
        page.UndoDelete(turn);
        Assert.Single(await ListAsync("secret"));

        page.DeleteTurn(turn);
        await _chats.Writer.FlushAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _chats.Get<ChatSweep>().SweepAsync(TimeSpan.FromSeconds(20));
        await _chats.Writer.FlushAsync();
        Assert.False(page.UndoDelete(turn).IsAccepted);
        Assert.Equal(2, await CountAsync("SELECT COUNT(*) FROM messages"));
        Assert.Equal(3, await CountAsync("SELECT COUNT(*) FROM search"));
    }

    [Fact]
    public async Task A_draft_that_nobody_came_back_to_is_swept_after_a_day()
    {
        using (var page = await _chats.PageAsync())
        {
            page.Conversation.Mode = ChatMode.Masked;
            Assert.Single(_chats.Get<Web.Masked.MaskedChat>().Offer(page.Conversation, [new("letter.pdf", 100)]).Ids);
            page.Conversation.Documents!.Fail(page.Conversation.Documents.Attachments[0].Id);
            await _chats.Writer.FlushAsync();
        }

        await _chats.RestartAsync();
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM chats"));
        _time.Advance(TimeSpan.FromHours(25));
        await _chats.Get<ChatSweep>().SweepAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM chats"));
    }

    [Fact]
    public async Task Another_page_of_the_same_browser_hears_of_changes_and_a_stranger_does_not()
    {
        var id = await ChatAsync("one");
        using var other = _chats.History();
        using var stranger = _chats.History("stranger");
        var (heard, overheard) = (0, 0);
        other.Changed += () => Interlocked.Increment(ref heard);
        stranger.Changed += () => Interlocked.Increment(ref overheard);
        await _history.RenameAsync(id, "two");

        Assert.Equal((1, 0), (heard, overheard));
    }

    [Fact]
    public async Task Lists_and_searches_use_their_indexes()
    {
        await ChatAsync("one");
        await using var database = await _chats.Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var list = await PlanAsync(ChatList.All(database, "somebody", 0, 50).ToQueryString().Split('\n').SkipWhile(line => line.StartsWith(".param", StringComparison.Ordinal)));
        var search = await PlanAsync([ChatList.Search]);

        Assert.Contains("USING INDEX IX_chats_list (Owner=? AND State=?)", list, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", list, StringComparison.Ordinal);
        Assert.Contains("SCAN search VIRTUAL TABLE INDEX", search, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN chats", search, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<ChatSummary>> ListAsync(string? search, int skip = 0, int take = 50) =>
        _history.ListAsync(search, skip, take, TestContext.Current.CancellationToken);

    private async Task<string> ChatAsync(string question)
    {
        using var page = await _chats.PageAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(page, question);
        return page.Conversation.Id;
    }

    private async Task AskAsync(ChatSession page, string question)
    {
        Assert.True(page.Ask(question).IsAccepted);
        await ((Answer)page.Conversation.Messages[^1]).Completion;
        SpinWait.SpinUntil(() => page.Conversation.Running is null && page.Conversation.Messages[^1] is Answer { Phase: AnswerPhase.Done });
        await _chats.Writer.SavedAsync(page.Conversation);
    }

    private async Task<long> CountAsync(string query)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<string> PlanAsync(IEnumerable<string> query)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', query);
        foreach (var name in new[] { "$owner", "$query", "$take", "$skip", "@owner", "@p", "@p1", "@take", "@skip" }) command.Parameters.AddWithValue(name, 1);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new System.Text.StringBuilder();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) plan.AppendLine(reader.GetString(3));
        return plan.ToString();
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={_chats.Get<DatabaseFile>().Path}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>The database's file once everything is in it.</summary>
    private async Task<string> BytesAsync()
    {
        await CountAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await using var file = new FileStream(_chats.Get<DatabaseFile>().Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }
}
