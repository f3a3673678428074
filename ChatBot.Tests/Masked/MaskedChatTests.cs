using ChatBot.Tests.Conversations;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;
using ChatBot.Web.Masked;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Masked;

public sealed class MaskedChatTests : IDisposable
{
    private static readonly OfferedFile Letter = new("letter.pdf", 1000);
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ScriptedChatClient _client = new(_ => throw new InvalidOperationException());
    private readonly TestDocuments _documents = new(new() { FilesPerChat = 3, FileBytes = 2000, ChatBytes = 5000 });
    private readonly MaskedChat _masked;
    private readonly ChatSession _session;

    public MaskedChatTests()
    {
        var jobs = new AnswerJobs(_client, TimeProvider.System, _lifetime, NullLogger<AnswerJobs>.Instance);
        _masked = _documents.Chat(jobs);
        _session = new(jobs, _masked, Options.Create(new ChatSettings()));
        _session.Conversation.Mode = ChatMode.Masked;
    }

    public void Dispose()
    {
        _session.Dispose();
        _client.Dispose();
        _documents.Dispose();
    }

    [Fact]
    public void A_new_chat_is_in_Auto_mode() => Assert.Equal(ChatMode.Auto, new Conversation().Mode);

    [Fact]
    public async Task Files_are_refused_in_Auto_mode()
    {
        _session.Conversation.Mode = ChatMode.Auto;
        var admission = await _masked.OfferAsync(_session.Conversation, [Letter]);

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
    public async Task A_question_is_held_while_a_document_is_under_way()
    {
        await _masked.OfferAsync(_session.Conversation, [Letter]);

        var receipt = _session.Ask("What is due?");
        Assert.False(receipt.IsAccepted);
        Assert.Equal(MaskedChat.Hold(_session.Conversation), receipt.Reason);
        Assert.Contains("still being read", receipt.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_over_a_limit_each_say_which_and_the_others_are_taken()
    {
        var admission = await _masked.OfferAsync(_session.Conversation,
            [Letter, new("huge.pdf", 2001), new("empty.pdf", 0), new("second.png", 2000), new("heavy.pdf", 999), new("third.pdf", 1)]);

        Assert.Equal([true, false, false, true, true, false], admission.Ids.Select(id => id is not null));
        Assert.Equal(
            [DocumentProblemKind.FileTooLarge, DocumentProblemKind.Empty, DocumentProblemKind.TooManyFiles],
            Attachments.Select(file => file.State).OfType<AttachmentState.Failed>().Select(state => state.Problem.Kind));
        Assert.Contains(Attachments, file => file.State is AttachmentState.Failed { Problem.Reason: var reason } && reason.Contains("has 3 files", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_bytes_of_all_files_together_are_limited()
    {
        await _masked.OfferAsync(_session.Conversation, [new("a.pdf", 2000), new("b.pdf", 2000), new("c.pdf", 1001)]);

        Assert.Equal(DocumentProblemKind.ChatTooLarge, Assert.IsType<AttachmentState.Failed>(Attachments[^1].State).Problem.Kind);
    }

    [Fact]
    public async Task Many_files_too_many_are_told_of_in_one_place()
    {
        await _masked.OfferAsync(_session.Conversation, [.. Enumerable.Range(0, 30).Select(i => new OfferedFile($"{i}.pdf", 1))]);

        Assert.Equal(4, Attachments.Count);
        Assert.StartsWith("27 files were not added", Assert.IsType<AttachmentState.Failed>(Attachments[^1].State).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_file_takes_no_room()
    {
        await _masked.OfferAsync(_session.Conversation, [new("a.pdf", 0), new("b.pdf", 0), new("c.pdf", 0)]);
        var admission = await _masked.OfferAsync(_session.Conversation, [Letter]);

        Assert.NotNull(Assert.Single(admission.Ids));
    }

    [Fact]
    public async Task A_browser_without_cookies_is_told_why_it_cannot_add_files()
    {
        var jobs = new AnswerJobs(_client, TimeProvider.System, _lifetime, NullLogger<AnswerJobs>.Instance);
        var admission = await _documents.Chat(jobs, owner: null).OfferAsync(_session.Conversation, [Letter]);

        Assert.Contains("Allow cookies", admission.Reason, StringComparison.Ordinal);
        Assert.Null(_session.Conversation.Documents);
    }

    [Fact]
    public async Task A_file_is_read_once_its_bytes_are_there_and_goes_with_its_chat()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());

        var ready = Assert.IsType<AttachmentState.Ready>(file.State);
        Assert.Equal(2, ready.Pages.Count);
        Assert.Null(MaskedChat.Refusal(_session.Conversation));
        Assert.NotEmpty(Directory.GetDirectories(_documents.Folder));

        _session.Conversation.Add(new Question("so that there is something to leave"));
        _session.StartAfresh();
        Assert.Null(_session.Conversation.Documents);
        _session.GoBack();
        Assert.NotNull(_session.Conversation.Documents);

        _session.Dispose();
        await ((Microsoft.Extensions.Hosting.IHostedService)_documents.Library).StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetDirectories(_documents.Folder));
    }

    [Fact]
    public async Task A_file_that_is_removed_is_deleted_and_unknown_from_then_on()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());
        _session.Conversation.Documents!.Remove(file.Id);
        await file.Work;

        Assert.Empty(Directory.GetFiles(Assert.Single(Directory.GetDirectories(_documents.Folder))));
        Assert.Null(_documents.Library.Find("somebody", file.Id));
    }

    [Fact]
    public async Task Only_its_owner_finds_a_file()
    {
        var file = await ReceiveAsync("letter.pdf", Pdf());

        Assert.NotNull(_documents.Library.Find("somebody", file.Id));
        Assert.Null(_documents.Library.Find("somebody else", file.Id));
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_leaves_nothing_behind()
    {
        var file = await ReceiveAsync("notes.pdf", [.. "just text, no PDF"u8]);

        Assert.Equal(DocumentProblemKind.WrongType, Assert.IsType<AttachmentState.Failed>(file.State).Problem.Kind);
        Assert.Empty(Directory.GetFiles(_documents.Folder, "*", SearchOption.AllDirectories));
        Assert.Contains("None of the documents could be read", MaskedChat.Refusal(_session.Conversation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_says_so()
    {
        var file = await OfferAsync("letter.pdf", 1000);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await _session.Conversation.Documents!.ReceiveAsync(file, new MemoryStream(Pdf()), gone.Token);

        Assert.Contains("could not be sent", Assert.IsType<AttachmentState.Failed>(file.State).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_document_asks_for_its_password_until_one_opens_it()
    {
        var file = await OfferAsync("password.pdf", 1000);
        await using (var content = File.OpenRead(OutsideFiles.Get("pdf", "password.pdf")))
        {
            _documents.Limits.FileBytes = 10_000_000;
            _documents.Limits.ChatBytes = 10_000_000;
            await _session.Conversation.Documents!.ReceiveAsync(file, content, TestContext.Current.CancellationToken);
        }

        await file.Work;
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
        _session.Conversation.Add(new Question("one", _session.Conversation.Mode));
        _session.Conversation.Mode = ChatMode.Auto;
        Assert.True(_session.Ask("two").IsAccepted);

        Assert.Equal([ChatMode.Masked, ChatMode.Auto], _session.Conversation.Messages.OfType<Question>().Select(question => question.Mode));
    }

    [Fact]
    public void A_masked_question_cannot_be_asked_again_once_its_documents_are_gone()
    {
        var answer = new MaskedAnswer();
        answer.Finish(AnswerPhase.Stopped);
        _session.Conversation.Add(new Question("one", ChatMode.Masked));
        _session.Conversation.Add(answer);

        var receipt = _session.Retry(answer);
        Assert.False(receipt.IsAccepted);
        Assert.Same(answer, _session.Conversation.Messages[^1]);
    }

    private IReadOnlyList<Attachment> Attachments => _session.Conversation.Documents!.Attachments;

    private static byte[] Pdf() => new TestPdf().Page(TestPdf.Text(100, 700, 12, "Hello there")).Page(TestPdf.Text(100, 700, 12, "Goodbye")).Build();

    private async Task<Attachment> OfferAsync(string name, long size)
    {
        var admission = await _masked.OfferAsync(_session.Conversation, [new(name, size)]);
        return _session.Conversation.Documents!.Find(Assert.Single(admission.Ids)!)!;
    }

    private async Task<Attachment> ReceiveAsync(string name, byte[] content)
    {
        var file = await OfferAsync(name, content.Length);
        await _session.Conversation.Documents!.ReceiveAsync(file, new MemoryStream(content), TestContext.Current.CancellationToken);
        await file.Work;
        return file;
    }
}
