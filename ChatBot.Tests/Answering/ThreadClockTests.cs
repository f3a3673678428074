using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class ThreadClockTests
{
    [Fact]
    public void Work_counts_and_waiting_does_not()
    {
        if (ThreadClock.Instance is not { } clock)
        {
            Assert.False(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS());
            return;
        }

        var (waiting, working) = (TimeSpan.MaxValue, TimeSpan.Zero);
        var thread = new Thread(() =>
        {
            var started = clock.GetTimestamp();
            Thread.Sleep(200);
            waiting = clock.GetElapsedTime(started);
            started = clock.GetTimestamp();
            while (working < TimeSpan.FromMilliseconds(50)) working = clock.GetElapsedTime(started);
        });
        thread.Start();
        thread.Join();
        Assert.True(waiting < TimeSpan.FromMilliseconds(100), $"200 ms of waiting counted as {waiting.TotalMilliseconds} ms");
    }
}
