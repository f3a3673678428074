using System.Text;
using ChatBot.Web.Conversations;
using FsCheck;

namespace ChatBot.Tests.Conversations;

public sealed class AnswerStreamTests
{
    private static readonly TimeSpan Interval = AnswerStream.Interval;

    [Property(MaxTest = 60)]
    public async Task Every_reader_gets_every_character_once_from_wherever_it_begins(NonNull<string>[] pieces, PositiveInt[] offsets)
    {
        var whole = string.Concat(pieces.Select(piece => piece.Get));
        var clock = new ManualTimeProvider();
        var answer = new Answer();
        using var done = new CancellationTokenSource();
        var ticking = TickAsync(clock, done.Token);

        // A reader may begin at any point that has been shown to one before, which is never inside a surrogate pair.
        answer.Append(whole);
        var starts = offsets.Select(offset => offset.Get % (whole.Length + 1)).Where(at => at <= answer.Read(0).Text.Length).Append(0);
        var late = starts.Select(start => (Start: start, Text: ReadAsync(new AnswerStream(clock), answer, start))).ToList();
        await Task.Yield();
        answer.Append("end");
        answer.Finish(AnswerPhase.Done);

        foreach (var (start, text) in late) Assert.Equal((whole + "end")[start..], await text);
        await done.CancelAsync();
        await ticking;
    }

    [Property(MaxTest = 40)]
    public async Task A_reader_that_follows_a_writer_misses_and_doubles_nothing(NonNull<string>[] pieces)
    {
        var clock = new ManualTimeProvider();
        var answer = new Answer();
        using var done = new CancellationTokenSource();
        var ticking = TickAsync(clock, done.Token);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAsync(new AnswerStream(clock), answer, 0), CancellationToken.None)).ToList();
        foreach (var piece in pieces)
        {
            answer.Append(piece.Get);
            await Task.Yield();
        }

        answer.Finish(AnswerPhase.Done);

        foreach (var reader in readers) Assert.Equal(answer.Text, await reader);
        await done.CancelAsync();
        await ticking;
    }

    [Fact]
    public async Task A_thousand_pieces_within_one_interval_make_two_flushes()
    {
        var clock = new ManualTimeProvider();
        var answer = new Answer();
        await using var flushes = new AnswerStream(clock).ReadAsync(answer, cancellation: TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        answer.Append("first");
        Assert.True(await flushes.MoveNextAsync());
        Assert.Equal(new(0, "first", AnswerPhase.Streaming), flushes.Current);

        var next = flushes.MoveNextAsync();
        for (var i = 0; i < 1000; i++) answer.Append("x");
        clock.Advance(Interval / 2);
        Assert.False(next.IsCompleted);

        answer.Finish(AnswerPhase.Done);
        clock.Advance(Interval);
        Assert.True(await next);
        Assert.Equal(new(5, new string('x', 1000), AnswerPhase.Done), flushes.Current);
        Assert.False(await flushes.MoveNextAsync());
    }

    [Fact]
    public async Task No_two_flushes_are_closer_than_a_twentieth_of_a_second()
    {
        var clock = new ManualTimeProvider();
        var answer = new Answer();
        var times = new List<DateTimeOffset>();
        var reading = FollowAsync();
        while (times.Count < 100)
        {
            answer.Append("x");
            clock.Advance(TimeSpan.FromMilliseconds(7));
            await Task.Yield();
        }

        answer.Finish(AnswerPhase.Done);
        while (!reading.IsCompleted)
        {
            clock.Advance(Interval);
            await Task.Yield();
        }

        await reading;
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Interval));

        async Task FollowAsync()
        {
            await foreach (var _ in new AnswerStream(clock).ReadAsync(answer)) times.Add(clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task An_answer_that_ends_without_text_still_tells_its_end()
    {
        var answer = new Answer();
        answer.Finish(AnswerPhase.Failed, failure: new("No.", "Wait."));

        var flushes = await new AnswerStream(new ManualTimeProvider())
            .ReadAsync(answer, cancellation: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([new(0, "", AnswerPhase.Failed)], flushes);
    }

    [Fact]
    public async Task What_is_thought_is_read_as_it_comes_and_before_the_text()
    {
        var clock = new ManualTimeProvider();
        var answer = new Answer();
        await using var flushes = new AnswerStream(clock).ReadAsync(answer, thought: 2, cancellation: TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        answer.Think("I w\ud83d");
        Assert.True(await flushes.MoveNextAsync());
        Assert.Equal(new(0, "", AnswerPhase.Thinking, "w"), flushes.Current);

        var next = flushes.MoveNextAsync();
        answer.Think("\ude00");
        answer.Append("Yes");
        clock.Advance(Interval);
        Assert.True(await next);
        Assert.Equal(new(0, "Yes", AnswerPhase.Streaming, "😀"), flushes.Current);
    }

    [Fact]
    public async Task A_reader_that_leaves_does_not_end_the_answer()
    {
        var answer = new Answer();
        using var gone = new CancellationTokenSource();
        var reading = new AnswerStream(new ManualTimeProvider()).ReadAsync(answer, cancellation: gone.Token).ToListAsync(CancellationToken.None);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        Assert.Equal(AnswerPhase.Thinking, answer.Phase);
    }

    private static async Task<string> ReadAsync(AnswerStream stream, Answer answer, int offset)
    {
        var text = new StringBuilder();
        await foreach (var flush in stream.ReadAsync(answer, offset))
        {
            Assert.Equal(offset + text.Length, flush.Offset);
            text.Append(flush.Text);
        }

        return text.ToString();
    }

    // Lets the readers' pauses pass as fast as they come.
    private static async Task TickAsync(ManualTimeProvider clock, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            clock.Advance(Interval);
            await Task.Yield();
        }
    }
}
