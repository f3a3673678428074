using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace ChatBot.Inference.Answering;

/// <summary>
/// A few threads that give way to all others: reading a long document may take every idle core, but not those that an answer streams from.
/// Thread-safe; those who ask at once get turns.
/// </summary>
/// <remarks>
/// On Linux a thread inherits the niceness of the one that starts it and may not take it back, and whoever completes a task may thereby start a thread
/// of the pool. So these threads complete no tasks and call nobody: who asks waits on a thread of their own.
/// </remarks>
internal sealed partial class LowPriorityWorkers : IAsyncDisposable
{
    /// <summary>
    /// How much nicer the threads are than the process, on Linux. The kernel gives a thread that is nicer by 10 about a tenth of the processor time of
    /// one that wants the same core (sched(7)); by 19 it would be a seventieth, and a question would hardly be answered while somebody streams.
    /// </summary>
    private const int Niceness = 10;

    /// <summary>Linux knows no nicer one.</summary>
    private const int Nicest = 19;

    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    public LowPriorityWorkers(int count, string name)
    {
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Work) { Name = name, IsBackground = true, Priority = ThreadPriority.BelowNormal })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>How many threads.</summary>
    public int Count => _threads.Length;

    /// <summary>
    /// Does a number of things on the threads and blocks until the last of them is done. The first exception ends it: what has not begun does not begin, and
    /// the exception is thrown here.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="work">Does one of them; must not block.</param>
    /// <param name="done">Is told on the caller's thread, after each, how many are done.</param>
    /// <param name="cancellation">Keeps what has not begun from beginning.</param>
    public void Run(int count, Action<int> work, Action<int>? done, CancellationToken cancellation)
    {
        var finished = new SemaphoreSlim(0);
        Exception? failure = null;
        var next = -1;
        for (var i = 0; i < Math.Min(Count, count); i++) _queue.Add(TakeOne, CancellationToken.None);
        for (var i = 1; i <= count; i++)
        {
            finished.Wait(CancellationToken.None);
            if (!IsEnding()) Try(() => done?.Invoke(i));
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        cancellation.ThrowIfCancellationRequested();

        void TakeOne()
        {
            var index = Interlocked.Increment(ref next);
            if (!IsEnding()) Try(() => work(index));

            // Behind what others wait for; and before the caller learns that this one is done, because the queue may end with it.
            if (index + Count < count) _queue.Add(TakeOne, CancellationToken.None);
            finished.Release();
        }

        bool IsEnding() => Volatile.Read(ref failure) is not null || cancellation.IsCancellationRequested;

        void Try(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }
    }

    /// <summary>Ends the threads. Nothing may be running.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await Task.Run(() => Array.ForEach(_threads, thread => thread.Join())).ConfigureAwait(false);
        _queue.Dispose();
    }

    private void Work()
    {
        GiveWay();
        foreach (var work in _queue.GetConsumingEnumerable()) work();
    }

    /// <summary>.NET ignores thread priorities on Linux, where niceness is a thread's own.</summary>
    private static void GiveWay()
    {
        const int process = 0, callingThread = 0;
        if (OperatingSystem.IsLinux()) _ = SetPriority(process, callingThread, Math.Min(Nicest, GetPriority(process, callingThread) + Niceness));
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
