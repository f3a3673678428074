using ChatBot.Inference.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Answers questions by marking a place in documents: an encoder scores each token as the start and the end of the answer. Thread-safe; questions
/// asked at once take turns on the reader's own low-priority threads. Owns the graph.
/// </summary>
internal sealed class ExtractiveReader : IAsyncDisposable
{
    private readonly ReaderGraph _graph;
    private readonly TextTokenizer _tokenizer;
    private readonly ReaderSettings _settings;
    private readonly DocumentTokenCache _cache;
    private readonly TimeProvider _time;
    private readonly ReadingPace _pace;
    private readonly LowPriorityWorkers _workers;
    private readonly SemaphoreSlim _turns;
    private readonly WindowBatches _batches;
    private readonly int _budget;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Takes over the graph and starts the threads.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="settings">Its windows and scores.</param>
    /// <param name="threads">Windows read at the same time, each on one thread.</param>
    /// <param name="batchTokens">Tokens of a run, padding included; windows of at most that many together go through the graph at once.</param>
    /// <param name="budget">The most windows to read for one question; 0 is as many as the machine reads in good time.</param>
    /// <param name="time">The clock that the pace is measured with, on the thread that reads.</param>
    public ExtractiveReader(
        ReaderGraph graph, TextTokenizer tokenizer, ReaderSettings settings, int threads, int batchTokens, int budget, TimeProvider time)
    {
        (_graph, _tokenizer, _settings, _budget, _time) = (graph, tokenizer, settings, budget, time);
        _cache = new DocumentTokenCache(tokenizer);
        _pace = new ReadingPace(time, threads);
        _batches = new WindowBatches(graph.Signature.FixedBatch ?? int.MaxValue, batchTokens);
        _workers = new LowPriorityWorkers(threads, "Document reader");
        _turns = new SemaphoreSlim(threads);
    }

    /// <summary>Windows and scores.</summary>
    public ReaderSettings Settings => _settings;

    /// <summary>The tokenizer.</summary>
    public TextTokenizer Tokenizer => _tokenizer;

    /// <summary>The graph.</summary>
    public ReaderGraph Graph => _graph;

    /// <summary>The most windows one question reads now.</summary>
    public int Budget => _budget > 0 ? _budget : _pace.Budget;

    /// <summary>Answers a question from documents.</summary>
    /// <param name="question">The question; cut where it is longer than the model takes.</param>
    /// <param name="documents">The documents; empty ones are passed over.</param>
    /// <param name="alternatives">The most answers to give beside the best.</param>
    /// <param name="progress">Is told, on a thread of its own, which part of the work is done, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work, also in the middle of a run.</param>
    /// <exception cref="ArgumentException">The question is empty; the message can be shown.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the program is shutting down.</exception>
    public async Task<ReaderResult> ReadAsync(
        string question, IReadOnlyList<ReaderDocument> documents, int alternatives, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentOutOfRangeException.ThrowIfNegative(alternatives);
        var asked = ReaderQuestion.Of(_tokenizer, question, _settings.MaxQuestionTokens);
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            return await OnOwnThreadAsync(() => Read(asked, documents, 1 + alternatives, progress, ending.Token), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Reads a full window a few times: the first runs take memory, and the pace is measured on the rest.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => OnOwnThreadAsync(
        () =>
        {
            using var run = new RunOptions();
            var question = _tokenizer.Encode("How long does it take?");
            var window = _tokenizer.Pair.Frame(question, new int[Capacity(question.Length)]);
            const int unmeasured = 1, measured = 3;
            for (var i = 0; i < unmeasured + measured; i++)
            {
                var isMeasured = i >= unmeasured;
                _workers.Run(1, _ => ReadWindow(isMeasured), null, cancellationToken);
            }

            return true;

            void ReadWindow(bool isMeasured)
            {
                var started = _time.GetTimestamp();
                _graph.Run([window], run);
                if (isMeasured) _pace.Add(1, started);
            }
        },
        cancellationToken);

    /// <summary>Cancels what runs, then releases the model.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        for (var i = 0; i < _workers.Count; i++) await _turns.WaitAsync().ConfigureAwait(false);
        await _workers.DisposeAsync().ConfigureAwait(false);
        _graph.Dispose();
    }

    /// <summary>Waits for a turn, then for work that blocks on the workers.</summary>
    private async Task<T> OnOwnThreadAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    private int Capacity(int questionTokens) => _settings.MaxLength - _tokenizer.Pair.FrameLength - questionTokens;

    private ReaderResult Read(
        ReaderQuestion question, IReadOnlyList<ReaderDocument> documents, int count, IProgress<double>? progress, CancellationToken cancellation)
    {
        List<(string Text, DocumentTokens Tokens)> texts = [];
        List<Window> windows = [], read = [];
        _workers.Run(1, _ => Prepare(), null, cancellation);
        var spans = Score(question, texts, read, count, progress, cancellation);
        var answers = new AnswerRanking(documents, texts, _settings).Rank(spans, count);
        return new ReaderResult
        {
            Answers = answers,
            IsAnswered = answers.Count > 0 && answers[0].Margin > _settings.NullThreshold,
            QuestionWasCut = question.WasCut,
            PassagesRead = read.Count,
            PassagesTotal = windows.Count,
        };

        void Prepare()
        {
            foreach (var document in documents)
            {
                cancellation.ThrowIfCancellationRequested();
                var tokens = _cache.Get(document.Text);
                windows.AddRange(Window.Cover(texts.Count, tokens.Count, Capacity(question.Ids.Length), _settings.Overlap));
                texts.Add((document.Text, tokens));
            }

            read = WindowSelection.Choose(windows, texts, question.Text, Budget, cancellation);
        }
    }

    /// <summary>Runs all windows through the graph and returns the best spans of each.</summary>
    private List<TokenRange> Score(
        ReaderQuestion question, List<(string Text, DocumentTokens Tokens)> texts, List<Window> windows, int count, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        using var run = new RunOptions();
        using var registration = cancellation.Register(() => run.Terminate = true);
        var batches = _batches.Of(windows, question.Ids.Length + _tokenizer.Pair.FrameLength).ToList();
        var spans = new List<TokenRange>[batches.Count];
        _workers.Run(batches.Count, ScoreBatch, done => progress?.Report((double)done / batches.Count), cancellation);
        return [.. spans.SelectMany(ofBatch => ofBatch)];

        void ScoreBatch(int index)
        {
            var batch = batches[index];
            var framed = batch.Select(i => Frame(windows[i])).ToList();
            var started = _time.GetTimestamp();
            var logits = Run(framed);
            if (batch.All(i => windows[i].Length == Capacity(question.Ids.Length))) _pace.Add(batch.Count, started);

            // Words that grow together cost some of the spans; half as many again are enough.
            spans[index] = [.. batch.SelectMany((window, i) => SpanFinder.Find(
                windows, window, logits[i], framed[i].SecondStart, texts[windows[window].Document].Tokens, _settings.MaxAnswerTokens, count + (count / 2) + 1))];
        }

        FramedPair Frame(Window window) => _tokenizer.Pair.Frame(question.Ids, texts[window.Document].Tokens.Ids.AsSpan(window.Start, window.Length));

        WindowLogits[] Run(List<FramedPair> framed)
        {
            try
            {
                return _graph.Run(framed, run);
            }
            catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }
}
