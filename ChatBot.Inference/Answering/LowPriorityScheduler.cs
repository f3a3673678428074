using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Runs tasks on a few threads of its own that give way to all others: reading a long document may take every idle core, but not those that an
/// answer streams from. Thread-safe. Disposing runs what is queued, then ends the threads.
/// </summary>
internal sealed partial class LowPriorityScheduler : TaskScheduler, IAsyncDisposable
{
    /// <summary>
    /// The Linux niceness of the threads. The kernel gives a thread at 10 about a tenth of the processor time of one at 0 that wants the same core
    /// (sched(7)); at 19 it would be a seventieth, and a question would hardly be answered while somebody streams.
    /// </summary>
    private const int Niceness = 10;

    [ThreadStatic]
    private static LowPriorityScheduler? _current;

    private readonly BlockingCollection<Task> _queue = [];
    private readonly Task _ended;

    /// <summary>Starts the threads.</summary>
    public LowPriorityScheduler(int threads, string name)
    {
        MaximumConcurrencyLevel = threads;
        _ended = Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Start(name)).ToArray());
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => _queue.Add(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _current == this && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [.. _queue];

    private Task Start(string name)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            _current = this;
            GiveWay();
            foreach (var task in _queue.GetConsumingEnumerable()) TryExecuteTask(task);
            ended.SetResult();
        })
        {
            Name = name,
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        }.Start();
        return ended.Task;
    }

    /// <summary>.NET ignores thread priorities on Linux, where niceness is a thread's own.</summary>
    private static void GiveWay()
    {
        const int process = 0, callingThread = 0;
        if (OperatingSystem.IsLinux()) _ = SetPriority(process, callingThread, Niceness);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
