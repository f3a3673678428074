using System.Collections.Immutable;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Localization;
using Microsoft.AspNetCore.Connections;

namespace ChatBot.Web.Masked;

/// <summary>
/// The files of one chat, from offer to text: takes their bytes, has them read, forgets them. Thread-safe; limits are the store's, asked
/// here early so that nobody uploads in vain.
/// </summary>
public sealed class ChatDocuments
{
    /// <summary>
    /// How long bytes may take to begin while no others of the chat come. A page sends them at once, a few files at a time; one that was closed never does.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly DocumentStore _store;
    private readonly ExtractionScheduler _scheduler;
    private readonly DocumentLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _awaits;
    private ImmutableList<Attachment> _attachments = [];

    internal ChatDocuments(
        string chatId, string owner, DocumentStore store, ExtractionScheduler scheduler, DocumentLimits limits, TimeProvider time, ILogger log) =>
        (ChatId, Owner, _store, _scheduler, _limits, _time, _log) = (chatId, owner, store, scheduler, limits, time, log);

    /// <summary>Raised after every change, on any thread; a handler must not block.</summary>
    public event Action? Changed;

    /// <summary>Raised before <see cref="Changed"/> where there is something to store: not for mere progress.</summary>
    internal event Action? Settled;

    /// <summary>The chat.</summary>
    internal string ChatId { get; }

    /// <summary>The browser that the chat belongs to.</summary>
    internal string Owner { get; }

    /// <summary>The files, in the order in which they were added, those that failed among them until they are removed.</summary>
    public IReadOnlyList<Attachment> Attachments => Volatile.Read(ref _attachments);

    /// <summary>Those that can be asked.</summary>
    public IEnumerable<Attachment> Ready => Attachments.Where(attachment => attachment.State is AttachmentState.Ready);

    /// <summary>Whether bytes are on their way, or a file is being read.</summary>
    internal bool IsBusy => Attachments.Any(attachment => attachment.State.IsUnderWay);

    /// <summary>The files as the database keeps them.</summary>
    internal IReadOnlyList<DocumentRow> ToRows() => [.. Attachments.Select(AttachmentRows.From)];

    /// <summary>Takes the files that the database has, and goes on reading those that were being read.</summary>
    internal void Restore(IEnumerable<DocumentRow> rows)
    {
        _attachments = [.. rows.Select(row => AttachmentRows.ToAttachment(row, ChatId, stored => File.Exists(_store.PathOf(stored))))];
        foreach (var attachment in _attachments)
            if (attachment.State is AttachmentState.Reading) attachment.Work = Task.Run(() => ReadAsync(attachment, attachment.Stored!, password: null));
    }

    /// <summary>Takes note of files to come. One that is over a limit becomes an attachment that says so.</summary>
    /// <returns>For each file its attachment's id, or null where it was refused.</returns>
    internal IReadOnlyList<string?> Offer(IReadOnlyList<OfferedFile> files)
    {
        var ids = new List<string?>();
        var added = new List<Attachment>();
        lock (_gate)
        {
            var inUse = _attachments.Where(attachment => attachment.State is not AttachmentState.Failed).ToList();
            var (count, bytes) = (inUse.Count, inUse.Sum(attachment => attachment.Bytes));
            foreach (var file in files)
            {
                var name = DocumentName.Clean(file.Name);
                var problem = OfferRules.ProblemOf(name, file.Size, count, bytes, _limits);
                var attachment = new Attachment(name, file.Size, problem is null ? new AttachmentState.Uploading(0) : new AttachmentState.Failed(problem));
                added.Add(attachment);
                ids.Add(problem is null ? attachment.Id : null);
                if (problem is null) (count, bytes) = (count + 1, bytes + file.Size);
            }

            _attachments = _attachments.AddRange(OfferRules.Gather(added, _limits));
        }

        Settle();
        if (ids.Exists(id => id is not null)) _ = AwaitBytesAsync();
        return ids;
    }

    /// <summary>An attachment, or null where there is none of that id.</summary>
    internal Attachment? Find(string id) => Attachments.FirstOrDefault(attachment => attachment.Id == id);

    /// <summary>Streams a file to disk and starts to read it. Whatever comes of it, the attachment tells.</summary>
    /// <param name="attachment">The attachment, which was offered and has not been received yet.</param>
    /// <param name="content">Its bytes; not disposed.</param>
    /// <param name="cancellationToken">The sender gave up.</param>
    internal async Task ReceiveAsync(Attachment attachment, Stream content, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, attachment.Removed);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        attachment.Work = done.Task;
        try
        {
            var counted = new CountingStream(content, count =>
                Change(attachment, new AttachmentState.Uploading(attachment.Bytes > 0 ? Math.Min(1, (double)count / attachment.Bytes) : 0)));
            attachment.Stored = await _store.AddAsync(ChatId, attachment.FileName, counted, ended.Token).ConfigureAwait(false);
            TryStartReading<AttachmentState.Uploading>(attachment, password: null);
        }
        catch (DocumentRejectedException rejected)
        {
            Change(attachment, new AttachmentState.Failed(rejected.Problem));
        }
        catch (Exception exception)
        {
            if (attachment.Removed.IsCancellationRequested) return;
            var isTheSenders = exception is OperationCanceledException or BadHttpRequestException or ConnectionResetException;
            if (!isTheSenders) _log.LogWarning(exception, "A document could not be stored.");
            Fail(attachment.Id);
        }
        finally
        {
            done.SetResult();
            _ = AwaitBytesAsync();
        }
    }

    /// <summary>Says that a file could not be sent, unless it has arrived.</summary>
    internal void Fail(string id)
    {
        if (Find(id) is not { State: AttachmentState.Uploading } attachment) return;
        Change(attachment, new AttachmentState.Failed(new DocumentProblem(DocumentProblemKind.Unreadable,
            Strings.Doc_NotSent.With(attachment.FileName), Strings.Doc_NotSentRemedy)));
    }

    /// <summary>Tries to read an encrypted document with a password.</summary>
    internal void Unlock(string id, string password)
    {
        if (password.Length > 0 && Find(id) is { } attachment) TryStartReading<AttachmentState.Locked>(attachment, password);
    }

    /// <summary>Removes a file; what is being done with it is stopped.</summary>
    internal void Remove(string id)
    {
        Attachment? attachment;
        lock (_gate)
        {
            attachment = Find(id);
            if (attachment is null) return;
            _attachments = _attachments.Remove(attachment);
        }

        attachment.Cancel();
        attachment.Work = ForgetAsync(attachment);
        Settle();
    }

    /// <summary>
    /// What was read of a document that is ready; it is read again where that is lost. Null where it was removed meanwhile, and where it cannot be read
    /// any more, which its state tells then.
    /// </summary>
    internal async Task<ExtractedDocument?> TextOfAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        if (attachment.Text is { } known) return known;
        if (attachment.Stored is not { } stored) return null;
        if (await _store.LoadTextAsync(stored, cancellationToken).ConfigureAwait(false) is { } kept) return attachment.Text = kept;
        if (!attachment.Removed.IsCancellationRequested) TryStartReading<AttachmentState.Ready>(attachment, attachment.Password);
        await attachment.Work.WaitAsync(cancellationToken).ConfigureAwait(false);
        return attachment.Text ??= await _store.LoadTextAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a document's file is, for reading only.</summary>
    internal string PathOf(StoredDocument stored) => _store.PathOf(stored);

    /// <summary>Stops all work and keeps the files: what was being read is read again when the chat is opened the next time.</summary>
    internal async Task SuspendAsync()
    {
        var attachments = Attachments;
        foreach (var attachment in attachments) attachment.Cancel();
        await Task.WhenAll(attachments.Select(attachment => attachment.Work)).ConfigureAwait(false);
    }

    /// <summary>Stops all work and deletes all files.</summary>
    internal async Task DeleteAsync()
    {
        var attachments = Interlocked.Exchange(ref _attachments, []);
        foreach (var attachment in attachments) attachment.Cancel();
        await Task.WhenAll(attachments.Select(attachment => attachment.Work)).ConfigureAwait(false);
        foreach (var attachment in attachments) attachment.Dispose();
        _store.RemoveChat(ChatId);
        Settle();
    }

    /// <summary>Has a file read that is in a state. Of those who ask for it at once, as two pages with a password, one does.</summary>
    private void TryStartReading<TState>(Attachment attachment, string? password)
        where TState : AttachmentState
    {
        lock (_gate)
        {
            if (attachment.State is not TState) return;
            attachment.State = new AttachmentState.Reading(new ExtractionProgress(ExtractionStage.Opening));
            attachment.Work = Task.Run(() => ReadAsync(attachment, attachment.Stored!, password));
        }

        Settle();
    }

    /// <summary>Gives up the files whose bytes do not begin to come, as those of a page that was closed. The last call counts.</summary>
    private async Task AwaitBytesAsync()
    {
        var call = Interlocked.Increment(ref _awaits);
        await Task.Delay(Patience, _time).ConfigureAwait(false);
        var uploads = Attachments.Where(attachment => attachment.State is AttachmentState.Uploading).ToList();
        if (call != Volatile.Read(ref _awaits) || uploads.Exists(upload => upload.IsReceived)) return;
        foreach (var upload in uploads)
            if (upload.TryReceive()) Fail(upload.Id);
    }

    private async Task ReadAsync(Attachment attachment, StoredDocument stored, string? password)
    {
        var progress = new Watcher(value => Change(attachment, new AttachmentState.Reading(value)));
        try
        {
            var (document, problem) = await _scheduler.ExtractAsync(stored, password, progress, attachment.Removed).ConfigureAwait(false);
            progress.Close();
            if (document is not null)
            {
                (attachment.Text, attachment.Password) = (document, password);
                Change(attachment, new AttachmentState.Ready(document.Pages));
            }
            else if (problem!.AsksForPassword) Change(attachment, new AttachmentState.Locked(problem));
            else await DiscardAsync(problem).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (attachment.Removed.IsCancellationRequested)
        {
            // Removed meanwhile.
        }
        catch (Exception exception)
        {
            progress.Close();
            _log.LogError(exception, "Reading a document failed.");
            await DiscardAsync(new DocumentProblem(DocumentProblemKind.Unreadable,
                Strings.Doc_NotRead.With(attachment.FileName), Strings.Doc_NotReadRemedy)).ConfigureAwait(false);
        }

        async Task DiscardAsync(DocumentProblem problem)
        {
            await DeleteFileAsync(stored).ConfigureAwait(false);
            attachment.Stored = null;
            Change(attachment, new AttachmentState.Failed(problem));
        }
    }

    /// <summary>A file that cannot be deleted goes with its chat, or is tried again then.</summary>
    private async Task DeleteFileAsync(StoredDocument stored)
    {
        try
        {
            await _store.RemoveAsync(ChatId, stored.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _log.LogWarning(exception, "A document could not be deleted.");
        }
    }

    private async Task ForgetAsync(Attachment attachment)
    {
        await attachment.Work.ConfigureAwait(false);
        if (attachment.Stored is { } stored) await DeleteFileAsync(stored).ConfigureAwait(false);
        attachment.Dispose();
    }

    private void Change(Attachment attachment, AttachmentState state)
    {
        var isProgress = attachment.State.GetType() == state.GetType() && state.IsUnderWay;
        attachment.State = state;
        if (isProgress) Changed?.Invoke();
        else Settle();
    }

    private void Settle()
    {
        Settled?.Invoke();
        Changed?.Invoke();
    }

    /// <summary>Passes progress on until it is closed: reports of a pool's thread may come after the end.</summary>
    private sealed class Watcher(Action<ExtractionProgress> report) : IProgress<ExtractionProgress>
    {
        private readonly Lock _gate = new();
        private bool _closed;

        public void Report(ExtractionProgress value)
        {
            lock (_gate)
            {
                if (!_closed) report(value);
            }
        }

        public void Close()
        {
            lock (_gate) _closed = true;
        }
    }
}
