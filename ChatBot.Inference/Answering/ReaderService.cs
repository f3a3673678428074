namespace ChatBot.Inference.Answering;

/// <summary>
/// Masked mode: answers a question by a place in documents, word for word. There from the start of the program: a question asked while the
/// reader still loads waits for it. Thread-safe. The work is done on the reader's own threads, which give way to a streaming answer.
/// </summary>
public sealed class ReaderService
{
    private readonly ReaderModel _model;

    internal ReaderService(ReaderModel model) => _model = model;

    /// <summary>Answers a question from documents. Documents that were asked before are not tokenized again.</summary>
    /// <param name="question">The question. Of a very long one (more than 64 tokens of the shipped model) the model reads the part that asks.</param>
    /// <param name="documents">The documents, ranked together; those without text are passed over.</param>
    /// <param name="cancellationToken">Ends the work at once, also in the middle of a computation.</param>
    /// <param name="alternatives">The most answers to give beside the best.</param>
    /// <param name="progress">Is told, on another thread, which part of the work is done, 0 to 1; must not block.</param>
    /// <returns>The best answer and the alternatives, and whether the documents answer the question at all.</returns>
    /// <exception cref="ArgumentException">The question is empty. The message can be shown.</exception>
    /// <exception cref="Models.ModelUnavailableException">No reader could be loaded; it says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the program is shutting down.</exception>
    public async Task<ReaderResult> AskAsync(
        string question, IReadOnlyList<ReaderDocument> documents, CancellationToken cancellationToken, int alternatives = 3, IProgress<double>? progress = null)
    {
        var reader = await _model.Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(question, documents, alternatives, progress, cancellationToken).ConfigureAwait(false);
    }
}
