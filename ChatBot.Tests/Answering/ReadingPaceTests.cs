using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class ReadingPaceTests
{
    [Theory]
    [InlineData(1, 60, 40)]
    [InlineData(2, 60, 80)]
    [InlineData(2, 600, 24)]
    [InlineData(1, 100_000, 24)]
    [InlineData(8, 1, 1024)]
    public void A_question_gets_as_many_passages_as_are_read_in_good_time(int workers, int milliseconds, int budget)
    {
        var clock = new Clock();
        var pace = new ReadingPace(clock, workers);
        Read(pace, clock, windows: 1, milliseconds);
        Assert.Equal(budget, pace.Budget);
    }

    [Fact]
    public void The_fastest_passage_counts_whatever_else_the_machine_did_during_the_others()
    {
        var clock = new Clock();
        var pace = new ReadingPace(clock, workers: 2);
        Assert.Equal(24, pace.Budget);
        Read(pace, clock, windows: 1, 200);
        Read(pace, clock, windows: 4, 4 * 50);
        Read(pace, clock, windows: 1, 900);
        Assert.Equal(96, pace.Budget);
    }

    private static void Read(ReadingPace pace, Clock clock, int windows, int milliseconds)
    {
        var started = clock.GetTimestamp();
        clock.Now += TimeSpan.FromMilliseconds(milliseconds).Ticks;
        pace.Add(windows, started);
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
