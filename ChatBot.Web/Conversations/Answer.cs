namespace ChatBot.Web.Conversations;

/// <summary>
/// An answer, running or finished. Its text only ever grows, also when a finished one is continued, and so does what the model thought before it.
/// Thread-safe: one writer (the job), any number of readers.
/// </summary>
public class Answer : Message
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrowingText _text = new();
    private readonly GrowingText _thought = new();
    private AnswerPhase _phase;
    private TaskCompletionSource? _changed;

    /// <summary>Stands for what the model thought, where something is kept for it.</summary>
    internal object ThoughtKey => _thought;

    /// <summary>How far it is.</summary>
    public AnswerPhase Phase
    {
        get
        {
            lock (_gate) return _phase;
        }
    }

    /// <summary>Why it failed; null unless <see cref="Phase"/> is <see cref="AnswerPhase.Failed"/>.</summary>
    public AnswerFailure? Failure { get; private set; }

    /// <summary>What it cost; null until it is finished.</summary>
    public AnswerUsage? Usage { get; private set; }

    /// <summary>How many are served before it, 1 for the next; 0 once it is being written, null where nobody counts.</summary>
    public int? QueuePosition { get; private set; }

    /// <summary>Raised when <see cref="QueuePosition"/> has changed, on any thread; a handler must not block.</summary>
    public event Action? QueueMoved;

    /// <summary>Whether it ended because it reached its greatest length.</summary>
    public bool CutAtLength { get; private set; }

    /// <summary>Completes when nothing more will come, however it ended; never faults. A continued answer has a new one.</summary>
    public Task Completion
    {
        get
        {
            lock (_gate) return _completion.Task;
        }
    }

    /// <summary>All the text so far.</summary>
    public override string Text => Read(0).Text;

    /// <summary>What the model thought before it answered, so far; empty for a model that does not think. No part of the answer: it is not copied, searched or told again.</summary>
    public string Thought => ReadAll().Thought;

    /// <summary>How long the model thought; null where it is not known.</summary>
    public TimeSpan? ThoughtFor { get; private set; }

    /// <summary>How long text and thought are together, in UTF-16 code units.</summary>
    internal int Length
    {
        get
        {
            lock (_gate) return _text.Length + _thought.Length;
        }
    }

    /// <summary>Adds text. Only the writer calls this, before <see cref="Finish"/>.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            if (_phase.IsFinal()) throw new InvalidOperationException("A finished answer cannot grow.");
            _text.Append(text);
            _phase = AnswerPhase.Streaming;
            waiters = Take();
        }

        waiters?.SetResult();
    }

    /// <summary>Adds to what the model thinks. Only the writer calls this, before <see cref="Append"/>.</summary>
    /// <param name="thought">The text.</param>
    /// <param name="lasted">How long it has thought so far; null where that is not known.</param>
    public void Think(ReadOnlySpan<char> thought, TimeSpan? lasted = null)
    {
        if (thought.IsEmpty) return;
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            if (_phase.IsFinal()) throw new InvalidOperationException("A finished answer cannot grow.");
            _thought.Append(thought);
            ThoughtFor = lasted;
            waiters = Take();
        }

        waiters?.SetResult();
    }

    /// <summary>Tells how many are served before it. Only the writer calls this.</summary>
    public void MoveInQueue(int position)
    {
        if (QueuePosition == position) return;
        QueuePosition = position;
        QueueMoved?.Invoke();
    }

    /// <summary>Ends the answer. Only the first call counts.</summary>
    /// <param name="phase">A final phase.</param>
    /// <param name="usage">What it cost.</param>
    /// <param name="failure">Why, for <see cref="AnswerPhase.Failed"/>.</param>
    /// <param name="cutAtLength">Whether it reached its greatest length.</param>
    public void Finish(AnswerPhase phase, AnswerUsage? usage = null, AnswerFailure? failure = null, bool cutAtLength = false)
    {
        if (!phase.IsFinal()) throw new ArgumentOutOfRangeException(nameof(phase));
        TaskCompletionSource? waiters;
        TaskCompletionSource completion;
        lock (_gate)
        {
            if (_phase.IsFinal()) return;
            (Usage, Failure, CutAtLength) = (usage, failure, cutAtLength);
            ThoughtFor ??= usage?.Thinking;
            _phase = phase;
            waiters = Take();
            completion = _completion;
        }

        waiters?.SetResult();
        completion.TrySetResult();
    }

    /// <summary>Lets a finished answer grow further, from where it ended.</summary>
    /// <returns>Whether it was finished; otherwise nothing happens.</returns>
    internal bool TryReopen()
    {
        lock (_gate)
        {
            if (!_phase.IsFinal()) return false;
            _phase = _text.Length > 0 ? AnswerPhase.Streaming : AnswerPhase.Thinking;
            (Failure, CutAtLength) = (null, false);
            _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>
    /// The text from an offset on, with the phase it was in. While the answer runs, half of a surrogate pair is held back until the
    /// other half has come.
    /// </summary>
    /// <param name="offset">In UTF-16 code units, at most the length so far.</param>
    public (string Text, AnswerPhase Phase) Read(int offset)
    {
        lock (_gate)
        {
            return (_text.Read(offset, whole: _phase.IsFinal()), _phase);
        }
    }

    /// <summary>As <see cref="Read"/>, with what the model thought.</summary>
    /// <param name="offset">Where in the text, in UTF-16 code units, at most the length so far.</param>
    /// <param name="thought">Where in the thought, likewise.</param>
    internal (string Text, string Thought, AnswerPhase Phase) ReadAll(int offset = 0, int thought = 0)
    {
        lock (_gate)
        {
            return (_text.Read(offset, _phase.IsFinal()), _thought.Read(thought, whole: _phase != AnswerPhase.Thinking), _phase);
        }
    }

    /// <summary>Completes once there is more than a reader has seen.</summary>
    /// <param name="offset">Where the reader stands.</param>
    /// <param name="phase">The phase the reader last saw.</param>
    /// <param name="thought">Where the reader stands in what the model thinks; a reader of the text alone leaves it out.</param>
    public Task WhenChangedAsync(int offset, AnswerPhase phase, int thought = int.MaxValue)
    {
        lock (_gate)
        {
            if (_text.Length > offset || _thought.Length > thought || _phase != phase) return Task.CompletedTask;
            _changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _changed.Task;
        }
    }

    private TaskCompletionSource? Take() => Interlocked.Exchange(ref _changed, null);
}
