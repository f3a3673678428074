using ChatBot.Tests.Conversations;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Masked;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Masked;

public sealed class MaskedChatTests : IAsyncLifetime
{
    private static readonly OfferedFile Letter = new("letter.pdf", 1000);
    private TestChats _chats = null!;
    private MaskedChat _masked = null!;
    private ChatSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _chats = await TestChats.StartAsync(settings: new()
        {
            ["Documents:Limits:FilesPerChat"] = "3",
            ["Documents:Limits:FileBytes"] = "2000",
            ["Documents:Limits:ChatBytes"] = "5000",
        });
        _masked = _chats.Get<MaskedChat>();
        _session = await _chats.PageAsync();
        _session.Conversation.Mode = ChatMode.Masked;
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _chats.DisposeAsync();
    }

    [Fact]
    public void A_new_chat_is_in_Auto_mode() => Assert.Equal(ChatMode.Auto, new Conversation().Mode);

    [Fact]
    public void Files_are_refused_in_Auto_mode()
    {
        _session.Conversation.Mode = ChatMode.Auto;
        var admission = _masked.Offer(_session.Conversation, [Letter]);

        Assert.Empty(admission.Ids);
        Assert.Contains("Switch to Masked", admission.Reason, StringComparison.Ordinal);
        Assert.Null(_session.Conversation.Documents);
    }

    [Fact]
    public void A_question_without_a_document_is_refused_kindly_and_nothing_is_added()
    {
        var receipt = _session.Ask("What is due?");

        Assert.False(receipt.IsAccepted);
        Assert.Contains("Add a PDF, PNG or JPEG first, or switch to Auto", receipt.Reason, StringComparison.Ordinal);
        Assert.Empty(_session.Conversation.Messages);
    }

    [Fact]
    public void A_question_is_held_while_a_document_is_under_way()
    {
        _masked.Offer(_session.Conversation, [Letter]);

        var receipt = _session.Ask("What is due?");
        Assert.False(receipt.IsAccepted);
        Assert.Equal(MaskedChat.Hold(_session.Conversation), receipt.Reason);
        Assert.Contains("still being read", receipt.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_over_a_limit_each_say_which_and_the_others_are_taken()
    {
        var admission = _masked.Offer(_session.Conversation,
            [Letter, new("huge.pdf", 2001), new("empty.pdf", 0), new("second.png", 2000), new("heavy.pdf", 999), new("third.pdf", 1)]);

        Assert.Equal([true, false, false, true, true, false], admission.Ids.Select(id => id is not null));
        Assert.Equal(
            [DocumentProblemKind.FileTooLarge, DocumentProblemKind.Empty, DocumentProblemKind.TooManyFiles],
            Attachments.Select(file => file.State).OfType<AttachmentState.Failed>().Select(state => state.Problem.Kind));
        Assert.Contains(Attachments, file => file.State is AttachmentState.Failed { Problem.Reason: var reason } && reason.Contains("has 3 files", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bytes_of_all_files_together_are_limited()
    {
        _masked.Offer(_session.Conversation, [new("a.pdf", 2000), new("b.pdf", 2000), new("c.pdf", 1001)]);

        Assert.Equal(DocumentProblemKind.ChatTooLarge, Assert.IsType<AttachmentState.Failed>(Attachments[^1].State).Problem.Kind);
    }

    [Fact]
    public void Many_files_too_many_are_told_of_in_one_place()
    {
        _masked.Offer(_session.Conversation, [.. Enumerable.Range(0, 30).Select(i => new OfferedFile($"{i}.pdf", 1))]);

        Assert.Equal(4, Attachments.Count);
        Assert.StartsWith("27 files were not added", Assert.IsType<AttachmentState.Failed>(Attachments[^1].State).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_below_nothing_makes_no_room_for_others()
    {
        var admission = _masked.Offer(_session.Conversation, [new("a.pdf", -1_000_000), new("b.pdf", 2000), new("c.pdf", 2000), new("d.pdf", 2000)]);

        Assert.Equal([false, true, true, false], admission.Ids.Select(id => id is not null));
    }

    [Fact]
    public void A_failed_file_takes_no_room()
    {
        _masked.Offer(_session.Conversation, [new("a.pdf", 0), new("b.pdf", 0), new("c.pdf", 0)]);
        var admission = _masked.Offer(_session.Conversation, [Letter]);

        Assert.NotNull(Assert.Single(admission.Ids));
    }

    [Fact]
    public async Task A_browser_without_cookies_is_told_why_it_cannot_add_files()
    {
        using var nobody = await _chats.PageAsync(null);
        nobody.Conversation.Mode = ChatMode.Masked;
        var admission = _masked.Offer(nobody.Conversation, [Letter]);

        Assert.Contains("Allow cookies", admission.Reason, StringComparison.Ordinal);
        Assert.Null(nobody.Conversation.Documents);
    }

    [Fact]
    public async Task A_file_is_read_once_its_bytes_are_there_and_stays_with_its_chat()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        var id = _session.Conversation.Id;

        var ready = Assert.IsType<AttachmentState.Ready>(file.State);
        Assert.Equal(2, ready.Pages.Count);
        Assert.Null(MaskedChat.Refusal(_session.Conversation));

        _session.StartAfresh();
        Assert.Null(_session.Conversation.Documents);
        _session.Dispose();
        await _chats.RestartAsync();
        _session = await _chats.PageAsync();
        Assert.True(await _session.OpenAsync(id));
        var again = Assert.Single(Attachments);
        Assert.Equal((file.Id, "letter.pdf"), (again.Id, again.FileName));
        Assert.Equal(ready.Pages, Assert.IsType<AttachmentState.Ready>(again.State).Pages);
        Assert.Contains("Goodbye", (await _session.Conversation.Documents!.TextOfAsync(again, TestContext.Current.CancellationToken))!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_chat_takes_its_files_with_it()
    {
        await ReceiveAsync("letter.pdf", Pdf());
        _session.Conversation.Mode = ChatMode.Auto;
        _session.Ask("so that there is something to delete");
        var id = _session.Conversation.Id;
        Assert.True(await _chats.History().DeleteAsync(id));
        Assert.NotEmpty(Directory.GetDirectories(_chats.Documents));

        await _chats.Writer.FlushAsync();
        await _chats.Get<ChatSweep>().SweepAsync(TimeSpan.FromSeconds(-1));
        Assert.Empty(Directory.GetDirectories(_chats.Documents));
        Assert.Empty(await _chats.Store.IdsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_was_being_read_when_the_server_ended_is_read_again()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        var id = _session.Conversation.Id;
        _session.Dispose();
        foreach (var text in Directory.GetFiles(_chats.Documents, "*.text", SearchOption.AllDirectories)) File.Delete(text);
        await using (var database = await _chats.Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await _chats.Writer.FlushAsync();
            await database.Documents.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, DocumentState.Reading).SetProperty(row => row.Pages, (string?)null), TestContext.Current.CancellationToken);
        }

        await _chats.RestartAsync();
        _session = await _chats.PageAsync();
        Assert.True(await _session.OpenAsync(id));
        var again = Assert.Single(Attachments);
        await again.Work;
        Assert.Equal(file.Id, again.Id);
        Assert.Equal(2, Assert.IsType<AttachmentState.Ready>(again.State).Pages.Count);
    }

    [Fact]
    public async Task A_file_whose_bytes_had_not_come_when_the_server_ended_says_so()
    {
        Offer("letter.pdf", 1000);
        var id = _session.Conversation.Id;
        _session.Dispose();
        await _chats.RestartAsync();
        _session = await _chats.PageAsync();
        Assert.True(await _session.OpenAsync(id));

        Assert.Contains("could not be sent", Assert.IsType<AttachmentState.Failed>(Assert.Single(Attachments).State).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_removed_is_deleted_and_unknown_from_then_on()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        _session.Conversation.Documents!.Remove(file.Id);
        await file.Work;

        Assert.Empty(Directory.GetFiles(Assert.Single(Directory.GetDirectories(_chats.Documents))));
        await _chats.Writer.FlushAsync();
        Assert.Null(await _chats.Open.FindDocumentAsync("somebody", file.Id));
    }

    [Fact]
    public async Task Only_its_owner_finds_a_file_whether_its_chat_is_open_or_not()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        Assert.Null(await _chats.Open.FindDocumentAsync("somebody else", file.Id));
        (await _chats.Open.FindDocumentAsync("somebody", file.Id))!.Value.Lease.Dispose();

        _session.Dispose();
        await _chats.RestartAsync();
        _session = await _chats.PageAsync();
        Assert.Null(await _chats.Open.FindDocumentAsync("somebody else", file.Id));
        var found = await _chats.Open.FindDocumentAsync("somebody", file.Id);
        Assert.Equal("letter.pdf", found!.Value.Attachment.FileName);
        found.Value.Lease.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_leaves_nothing_behind()
    {
        var file = await ReceiveAsync("notes.pdf", [.. "just text, no PDF"u8]);

        Assert.Equal(DocumentProblemKind.WrongType, Assert.IsType<AttachmentState.Failed>(file.State).Problem.Kind);
        Assert.Empty(Directory.GetFiles(_chats.Documents, "*", SearchOption.AllDirectories));
        Assert.Contains("None of the documents could be read", MaskedChat.Refusal(_session.Conversation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_says_so()
    {
        var file = Offer("letter.pdf", 1000);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await _session.Conversation.Documents!.ReceiveAsync(file, new MemoryStream(Pdf()), gone.Token);

        Assert.Contains("could not be sent", Assert.IsType<AttachmentState.Failed>(file.State).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_whose_bytes_never_begin_to_come_say_so_once_no_others_of_the_chat_come()
    {
        var time = new ManualTimeProvider();
        await using var chats = await TestChats.StartAsync(time: time);
        using var page = await chats.PageAsync();
        page.Conversation.Mode = ChatMode.Masked;
        var ids = chats.Get<MaskedChat>().Offer(page.Conversation, [Letter, new("second.pdf", 1000), new("third.pdf", 1000)]).Ids;
        var documents = page.Conversation.Documents!;
        var (first, others) = (documents.Find(ids[0]!)!, documents.Attachments.Skip(1).ToList());

        // The first comes so slowly that the others wait for longer than they may; then the page is closed.
        using var bytes = new SlowBytes();
        Assert.True(first.TryReceive());
        var upload = documents.ReceiveAsync(first, bytes, TestContext.Current.CancellationToken);
        time.Advance(2 * ChatDocuments.Patience);
        Assert.All(others, file => Assert.IsType<AttachmentState.Uploading>(file.State));
        bytes.BreakOff();
        await upload;
        await UntilAsync(() =>
        {
            time.Advance(ChatDocuments.Patience);
            return others.All(file => file.State is AttachmentState.Failed);
        });

        Assert.All(others, file => Assert.Contains(
            $"“{file.FileName}” could not be sent", Assert.IsType<AttachmentState.Failed>(file.State).Problem.Reason, StringComparison.Ordinal));
        Assert.False(others[0].TryReceive());
        Assert.Null(MaskedChat.Hold(page.Conversation));
    }

    [Fact]
    public async Task A_password_that_is_given_twice_at_once_is_tried_once()
    {
        var file = await ReceiveLockedAsync();
        _session.Conversation.Documents!.Unlock(file.Id, "password");
        var work = file.Work;
        _session.Conversation.Documents!.Unlock(file.Id, "wrong");

        Assert.Same(work, file.Work);
        await work;
        Assert.IsType<AttachmentState.Ready>(file.State);
    }

    [Fact]
    public async Task A_locked_document_asks_for_its_password_until_one_opens_it()
    {
        var file = await ReceiveLockedAsync();
        Assert.Equal(DocumentProblemKind.NeedsPassword, Assert.IsType<AttachmentState.Locked>(file.State).Problem.Kind);
        Assert.Contains("enter its password", MaskedChat.Refusal(_session.Conversation), StringComparison.Ordinal);

        _session.Conversation.Documents!.Unlock(file.Id, "wrong");
        await file.Work;
        Assert.Equal(DocumentProblemKind.WrongPassword, Assert.IsType<AttachmentState.Locked>(file.State).Problem.Kind);

        _session.Conversation.Documents!.Unlock(file.Id, "password");
        await file.Work;
        Assert.IsType<AttachmentState.Ready>(file.State);
    }

    [Fact]
    public async Task Auto_questions_need_no_document_and_each_question_keeps_its_mode()
    {
        await ReceiveAsync("letter.pdf", Pdf());
        Assert.True(_session.Ask("one").IsAccepted);
        _session.Stop();
        await ((Answer)_session.Conversation.Messages[^1]).Completion;
        _session.Conversation.Mode = ChatMode.Auto;
        Assert.True(_session.Ask("two").IsAccepted);

        Assert.Equal([ChatMode.Masked, ChatMode.Auto], _session.Conversation.Messages.OfType<Question>().Select(question => question.Mode));
    }

    [Fact]
    public async Task A_masked_question_cannot_be_asked_again_once_its_documents_are_gone()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        Assert.True(_session.Ask("one").IsAccepted);
        _session.Stop();
        var answer = (Answer)_session.Conversation.Messages[^1];
        await answer.Completion;
        _session.Conversation.Documents!.Remove(file.Id);

        Assert.False(_session.Regenerate(answer).IsAccepted);
        Assert.Same(answer, _session.Conversation.Messages[^1]);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of a request that does not come, until it breaks off.</summary>
    private sealed class SlowBytes : MemoryStream
    {
        private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void BreakOff() => _broken.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _broken.Task.WaitAsync(cancellationToken);
            throw new IOException("The client is gone.");
        }
    }

    private IReadOnlyList<Attachment> Attachments => _session.Conversation.Documents!.Attachments;

    private static byte[] Pdf() => new TestPdf().Page(TestPdf.Text(100, 700, 12, "Hello there")).Page(TestPdf.Text(100, 700, 12, "Goodbye")).Build();

    private Attachment Offer(string name, long size)
    {
        var admission = _masked.Offer(_session.Conversation, [new(name, size)]);
        return _session.Conversation.Documents!.Find(Assert.Single(admission.Ids)!)!;
    }

    private async Task<Attachment> ReceiveAsync(string name, byte[] content)
    {
        var file = Offer(name, content.Length);
        await _session.Conversation.Documents!.ReceiveAsync(file, new MemoryStream(content), TestContext.Current.CancellationToken);
        await file.Work;
        return file;
    }

    /// <summary>A file whose password is "password".</summary>
    private async Task<Attachment> ReceiveLockedAsync()
    {
        var file = Offer("password.pdf", 1000);
        var limits = _chats.Get<IOptions<DocumentLimits>>().Value;
        (limits.FileBytes, limits.ChatBytes) = (10_000_000, 10_000_000);
        await using var content = File.OpenRead(OutsideFiles.Get("pdf", "password.pdf"));
        await _session.Conversation.Documents!.ReceiveAsync(file, content, TestContext.Current.CancellationToken);
        await file.Work;
        return file;
    }
}
