using System.Globalization;
using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class LowPriorityWorkersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Everything_is_done_once_on_its_threads_and_told_in_order(int threads)
    {
        await using var workers = new LowPriorityWorkers(threads, "test");
        foreach (var count in new[] { 0, 1, 2, 3, 4, 500 })
        {
            var done = new int[count];
            List<int> told = [];
            workers.Run(count, i =>
            {
                Assert.Equal("test", Thread.CurrentThread.Name);
                Interlocked.Increment(ref done[i]);
            }, told.Add, Cancellation);
            Assert.All(done, times => Assert.Equal(1, times));
            Assert.Equal(Enumerable.Range(1, count), told);
        }
    }

    [Fact]
    public async Task Those_who_ask_at_once_get_turns()
    {
        await using var workers = new LowPriorityWorkers(1, "test");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var order = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var times = new int[2];
        var runs = new[] { 0, 1 }.Select(one => Task.Factory.StartNew(
            () => Assert.Throws<OperationCanceledException>(() => workers.Run(100_000, _ => Do(one), null, enough.Token)),
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(runs);
        var changes = order.Zip(order.Skip(1)).Count(pair => pair.First != pair.Second);
        Assert.True(changes > 100, $"{changes} changes of turn");

        // However late one of them comes, both go on until both have had many turns.
        void Do(int one)
        {
            order.Enqueue(one);
            times[one]++;
            if (times.Min() == 150) enough.Cancel();
            Thread.Sleep(1);
        }
    }

    [Fact]
    public async Task The_first_exception_ends_it_and_the_next_run_is_sound()
    {
        await using var workers = new LowPriorityWorkers(2, "test");
        var begun = 0;
        Assert.Throws<InvalidDataException>(() => workers.Run(10_000, i =>
        {
            Interlocked.Increment(ref begun);
            if (i == 5) throw new InvalidDataException();
            if (i > 5) Thread.Sleep(1);
        }, null, Cancellation));
        Assert.InRange(begun, 1, 9_999);
        Assert.Throws<InvalidOperationException>(() => workers.Run(10, _ => { }, _ => throw new InvalidOperationException(), Cancellation));
        workers.Run(10, _ => { }, null, Cancellation);
    }

    [Fact]
    public async Task Cancelling_keeps_the_rest_from_beginning()
    {
        await using var workers = new LowPriorityWorkers(2, "test");
        using var stop = new CancellationTokenSource();
        var begun = 0;
        Assert.Throws<OperationCanceledException>(() => workers.Run(10_000, i =>
        {
            Interlocked.Increment(ref begun);
            if (i > 0) stop.Token.WaitHandle.WaitOne();
        }, _ => stop.Cancel(), stop.Token));
        Assert.InRange(begun, 1, 3);
    }

    [Fact]
    public async Task Its_threads_give_way_and_no_thread_that_works_for_others_comes_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Niceness is Linux's.");
        await using var workers = new LowPriorityWorkers(2, "test");
        var (usual, nice) = (Niceness(), 0);
        workers.Run(1, _ => nice = Niceness(), null, Cancellation);
        Assert.Equal(Math.Min(19, usual + 10), nice);

        // A niced thread that completes a task may start a thread of the pool, which inherits: ask enough at once that the pool must grow.
        Assert.Equal(usual, Niceness());
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TestReaders.Shipped.AskAsync("Who?", "Ada wrote it.")));
            Assert.Equal(usual, Niceness());
            using var all = new Barrier(12);
            var pool = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() =>
            {
                all.SignalAndWait(Cancellation);
                return Niceness();
            })));
            Assert.All(pool, niceness => Assert.Equal(usual, niceness));
        }
    }

    /// <summary>The nineteenth field of a thread's stat, counted behind the name.</summary>
    private static int Niceness()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
