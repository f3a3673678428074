using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class LowPrioritySchedulerTests
{
    [Fact]
    public async Task Its_threads_give_way_to_all_others_and_nobody_elses_do()
    {
        await using var scheduler = new LowPriorityScheduler(1, "test");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Niceness is Linux's.");
        var nice = await Run(scheduler, Niceness);
        Assert.True(nice >= 5, $"Niceness {nice}");
        Assert.Equal(0, await Task.Run(Niceness, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Disposing_runs_what_is_queued_and_ends_the_threads()
    {
        var scheduler = new LowPriorityScheduler(2, "test");
        var tasks = Enumerable.Range(0, 50).Select(i => Run(scheduler, () => i)).ToList();
        await scheduler.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(tasks));
        await scheduler.DisposeAsync();
    }

    [Fact]
    public async Task Parallel_work_started_on_it_stays_on_its_threads()
    {
        await using var scheduler = new LowPriorityScheduler(2, "test");
        var names = new System.Collections.Concurrent.ConcurrentBag<string?>();
        await Run(scheduler, () => Parallel.For(0, 200, new ParallelOptions { TaskScheduler = scheduler, MaxDegreeOfParallelism = 2 }, _ => names.Add(Thread.CurrentThread.Name)));
        Assert.Equal(200, names.Count);
        Assert.All(names, name => Assert.Equal("test", name));
    }

    private static Task<T> Run<T>(LowPriorityScheduler scheduler, Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, scheduler);

    /// <summary>The nineteenth field of a thread's stat, counted behind the name.</summary>
    private static int Niceness()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}
