using Microsoft.Extensions.Options;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>
/// Reads the documents of chats, so many at a time and the others in the order in which they came, each told how many are before it. What
/// was read is kept in the store, and not read again. Thread-safe.
/// </summary>
/// <param name="store">Where the files are.</param>
/// <param name="extractor">Reads them.</param>
/// <param name="limits">How many at a time.</param>
public sealed class ExtractionScheduler(DocumentStore store, DocumentExtractor extractor, IOptions<DocumentLimits> limits)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _running;

    /// <summary>How many documents wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Reads a document, or loads what was read of it before.</summary>
    /// <param name="document">The document.</param>
    /// <param name="password">The password of an encrypted PDF, or null.</param>
    /// <param name="progress">Told about each change, also while it waits; may be null.</param>
    /// <param name="cancellationToken">Stops it, also while it waits.</param>
    /// <returns>The text, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ExtractionResult> ExtractAsync(
        StoredDocument document, string? password = null, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (await store.LoadTextAsync(document, cancellationToken).ConfigureAwait(false) is { } known) return new ExtractionResult(known, null);
        await EnterAsync(progress, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await extractor.ExtractAsync(store.PathOf(document), document.FileName, document.Kind, password, progress, cancellationToken)
                .ConfigureAwait(false);
            if (result.Document is not null) await store.SaveTextAsync(document, result.Document, cancellationToken).ConfigureAwait(false);
            return result;
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            if (_running < limits.Value.ConcurrentExtractions)
            {
                _running++;
                return;
            }

            node = _waiting.AddLast(new Waiter(progress));
            node.Value.Tell(_waiting.Count - 1);
        }

        await using var cancelled = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                // Where its turn has come meanwhile, it leaves in the ordinary way.
                if (node.List is null) return;
                _waiting.Remove(node);
                TellAll();
            }

            node.Value.Turn.TrySetCanceled(cancellationToken);
        }).ConfigureAwait(false);
        await node.Value.Turn.Task.ConfigureAwait(false);
    }

    private void Leave()
    {
        Waiter? next;
        lock (_gate)
        {
            next = _waiting.First?.Value;
            if (next is null)
            {
                _running--;
                return;
            }

            _waiting.RemoveFirst();
            TellAll();
        }

        next.Turn.TrySetResult();
    }

    private void TellAll()
    {
        var ahead = 0;
        foreach (var waiter in _waiting) waiter.Tell(ahead++);
    }

    private sealed class Waiter(IProgress<ExtractionProgress>? progress)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(int ahead) => progress?.Report(new ExtractionProgress(ExtractionStage.Queued, Ahead: ahead));
    }
}
