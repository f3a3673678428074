using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ChatBot.Inference.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Answers questions by marking a place in documents: an encoder scores each token as the start and the end of the answer. Thread-safe; questions
/// asked at once share the reader's own low-priority threads. Owns the graph.
/// </summary>
internal sealed class ExtractiveReader : IAsyncDisposable
{
    private readonly ReaderGraph _graph;
    private readonly TextTokenizer _tokenizer;
    private readonly ReaderSettings _settings;
    private readonly DocumentTokenCache _cache;
    private readonly TimeProvider _time;
    private readonly ReadingPace _pace;
    private readonly LowPriorityScheduler _scheduler;
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
    /// <param name="time">The clock that the pace is measured with.</param>
    public ExtractiveReader(
        ReaderGraph graph, TextTokenizer tokenizer, ReaderSettings settings, int threads, int batchTokens, int budget, TimeProvider time)
    {
        (_graph, _tokenizer, _settings, _budget, _time) = (graph, tokenizer, settings, budget, time);
        _cache = new DocumentTokenCache(tokenizer);
        _pace = new ReadingPace(time, threads);
        _batches = new WindowBatches(graph.Signature.FixedBatch ?? int.MaxValue, batchTokens);
        _scheduler = new LowPriorityScheduler(threads, "Document reader");
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
    /// <param name="progress">Is told, on a reader's thread, which part of the work is done, 0 to 1.</param>
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
            return await Task.Factory.StartNew(
                () => Read(asked, documents, 1 + alternatives, progress, ending.Token), ending.Token, TaskCreationOptions.None, _scheduler).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (TaskSchedulerException)
        {
            // The threads ended between the look above and the start.
            throw new ObjectDisposedException(nameof(ExtractiveReader));
        }
    }

    /// <summary>Reads a full window a few times: the first runs take memory, and the pace is measured on the rest.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            using var run = new RunOptions();
            var question = _tokenizer.Encode("How long does it take?");
            var window = new int[Capacity(question.Length)];
            for (var i = 0; i < 4 && !cancellationToken.IsCancellationRequested; i++)
            {
                var started = _time.GetTimestamp();
                _graph.Run([_tokenizer.Pair.Frame(question, window)], run);
                if (i > 0) _pace.Add(1, started);
            }
        },
        cancellationToken, TaskCreationOptions.None, _scheduler);

    /// <summary>Cancels what runs, then releases the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        _graph.Dispose();
    }

    private int Capacity(int questionTokens) => _settings.MaxLength - _tokenizer.Pair.FrameLength - questionTokens;

    private ReaderResult Read(
        ReaderQuestion question, IReadOnlyList<ReaderDocument> documents, int count, IProgress<double>? progress, CancellationToken cancellation)
    {
        List<(string Text, DocumentTokens Tokens)> texts = [];
        List<Window> windows = [];
        foreach (var document in documents)
        {
            cancellation.ThrowIfCancellationRequested();
            var tokens = _cache.Get(document.Text);
            windows.AddRange(Window.Cover(texts.Count, tokens.Count, Capacity(question.Ids.Length), _settings.Overlap));
            texts.Add((document.Text, tokens));
        }

        var read = WindowSelection.Choose(windows, texts, question.Text, Budget, cancellation);
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
    }

    /// <summary>Runs all windows through the graph and returns the best spans of each.</summary>
    private List<TokenRange> Score(
        ReaderQuestion question, List<(string Text, DocumentTokens Tokens)> texts, List<Window> windows, int count, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        using var run = new RunOptions();
        using var registration = cancellation.Register(() => run.Terminate = true);
        List<TokenRange> all = [];
        var done = 0;
        var capacity = Capacity(question.Ids.Length);
        var parallel = new ParallelOptions { TaskScheduler = _scheduler, MaxDegreeOfParallelism = _scheduler.MaximumConcurrencyLevel, CancellationToken = cancellation };
        var batches = Partitioner.Create(_batches.Of(windows, question.Ids.Length + _tokenizer.Pair.FrameLength), EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(batches, parallel, batch =>
            {
                var framed = batch.Select(i => Frame(windows[i])).ToList();
                var started = _time.GetTimestamp();
                var logits = Run(framed);
                if (batch.All(i => windows[i].Length == capacity)) _pace.Add(batch.Count, started);
                List<TokenRange> found = [];
                for (var i = 0; i < batch.Count; i++)
                {
                    var tokens = texts[windows[batch[i]].Document].Tokens;

                    // Words that grow together cost some of the spans; half as many again are enough.
                    found.AddRange(SpanFinder.Find(
                        windows, batch[i], logits[i], framed[i].SecondStart, tokens, _settings.MaxAnswerTokens, count + (count / 2) + 1));
                }

                lock (all)
                {
                    all.AddRange(found);
                    done += batch.Count;
                    progress?.Report((double)done / windows.Count);
                }
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return all;

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
