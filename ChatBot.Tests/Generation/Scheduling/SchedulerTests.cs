using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Scheduling;

namespace ChatBot.Tests.Generation.Scheduling;

public sealed class SchedulerTests
{
    public static TheoryData<string> Tiny => [.. TestModels.TinyNames];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Eight_chats_that_come_go_and_are_cancelled_at_random_each_get_what_they_get_alone(string model)
    {
        var random = new Random(20);
        int[][] prompts = [.. Enumerable.Range(0, 8).Select(i => Prompt(random, 3 + (6 * i)))];
        string[][] alone = [.. prompts.Select(prompt => Enumerable.Range(0, 17).Select(tokens => SchedulerBench.Alone(model, prompt, Math.Max(1, tokens))).ToArray())];
        using var bench = new SchedulerBench(model);
        for (var schedule = 0; schedule < 250; schedule++)
        {
            var asked = new List<(int Prompt, bool Cancelled, SchedulerBench.Chat Chat)>();
            var order = Enumerable.Range(0, 8).ToArray();
            random.Shuffle(order);
            var next = 0;
            var busy = true;
            while (busy || next < order.Length)
            {
                while (next < order.Length && random.Next(3) > 0) asked.Add((order[next], false, bench.Ask(prompts[order[next++]], 1 + random.Next(16))));
                if (random.Next(12) == 0 && asked.Count > 0)
                {
                    var victim = random.Next(asked.Count);
                    asked[victim].Chat.Cancel();
                    asked[victim] = asked[victim] with { Cancelled = true };
                }

                busy = bench.Round();
            }

            foreach (var (prompt, cancelled, chat) in asked)
            {
                if (chat.Text == alone[prompt][chat.Generation.Request.MaxTokens] && chat.Generation.Result is not null) continue;
                Assert.True(cancelled, chat.Failure?.ToString());
                Assert.StartsWith(chat.Text, alone[prompt][16], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_cancelled_answer_frees_its_row_before_the_next_step()
    {
        using var bench = new SchedulerBench(slots: 2);
        var first = bench.Ask([1, 2, 3], 100);
        bench.Ask([4, 5, 6], 100);
        var waiting = bench.Ask([7, 8, 9], 100);
        for (var i = 0; i < 5; i++) bench.Round();
        Assert.Equal((2, 1), (bench.Scheduler.Running, bench.Scheduler.Waiting));

        first.Cancel();
        bench.Decoder.Runs.Clear();
        bench.Round();

        first.Drain();
        waiting.Drain();
        Assert.IsType<OperationCanceledException>(first.Failure);
        Assert.NotEmpty(waiting.Text);
        Assert.Equal((2, 0), (bench.Scheduler.Running, bench.Scheduler.Waiting));
    }

    [Fact]
    public void A_prompt_that_is_cancelled_while_it_is_read_stops_in_the_middle_of_its_run()
    {
        using var bench = new SchedulerBench();
        var chat = bench.Ask(Prompt(new Random(1), 200), 10);
        bench.Decoder.Before = _ => chat.Cancel();

        bench.Round();

        chat.Drain();
        Assert.IsType<OperationCanceledException>(chat.Failure);
        Assert.Equal(0, bench.Scheduler.Running);
        Assert.Equal(0, bench.Decoder.Length(0));
    }

    [Fact]
    public void Who_does_not_fit_waits_in_line_and_sees_every_change_of_the_place()
    {
        using var bench = new SchedulerBench(slots: 1);
        var chats = Enumerable.Range(0, 4).Select(i => bench.Ask([10 + i, 3], 5)).ToList();
        bench.Round();
        bench.Round();
        chats[2].Cancel();
        bench.RunToEnd();

        chats.ForEach(chat => chat.Drain());
        Assert.Empty(chats[0].Places);
        Assert.Equal([1, 0], chats[1].Places);
        Assert.Equal([2], chats[2].Places[..1]);
        Assert.Equal([3, 2, 1, 0], chats[3].Places);
        Assert.NotNull(chats[3].Generation.Result);
    }

    [Fact]
    public void A_long_prompt_delays_running_answers_by_at_most_three_steps_at_a_time()
    {
        using var bench = new SchedulerBench();
        for (var i = 0; i < 4; i++) bench.Ask([1 + i, 2, 3], 240);
        for (var i = 0; i < 8; i++) bench.Round();
        bench.Decoder.Runs.Clear();
        var late = bench.Ask(Prompt(new Random(3), 200), 20);
        while (late.Text.Length == 0) bench.Round();

        var delays = Delays(bench.Decoder);
        Assert.True(delays.Count > 5);
        Assert.All(delays, delay => Assert.InRange(delay, 0, 3 * CountingDecoder.StepCost * 1.36));
        Assert.True(delays.Max() > CountingDecoder.StepCost, "Chunks should grow to what the running answers can wait for.");
    }

    [Fact]
    public void Eight_equal_chats_progress_alike()
    {
        using var bench = new SchedulerBench();
        var random = new Random(5);
        var chats = Enumerable.Range(0, 8).Select(_ => bench.Ask(Prompt(random, 20), 200)).ToList();
        for (var i = 0; i < 100; i++) bench.Round();

        var steps = Enumerable.Range(0, 8).Select(slot => (double)bench.Decoder.Runs.Count(run => run.Kind == 's' && run.Slots.Contains(slot))).ToList();
        var jain = Math.Pow(steps.Sum(), 2) / (8 * steps.Sum(static count => count * count));
        Assert.InRange(jain, 0.98, 1);
        Assert.True(steps.Min() > 50);
    }

    [Fact]
    public void A_short_question_is_answered_while_long_prompts_are_still_read()
    {
        using var bench = new SchedulerBench();
        bench.Ask([1, 2, 3], 250);
        for (var i = 0; i < 4; i++) bench.Round();
        var longs = Enumerable.Range(0, 2).Select(i => bench.Ask(Prompt(new Random(i), 220), 5)).ToList();
        bench.Round();
        var brief = bench.Ask([9, 8, 7], 3);
        while (brief.Generation.Result is null) bench.Round();

        Assert.All(longs, chat => Assert.Empty(chat.Text));
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void A_seeded_answer_is_the_same_whatever_its_neighbours_and_whatever_was_read_before(string model)
    {
        var settings = new SamplingSettings { Temperature = 1.5f, Seed = 42, RepetitionPenalty = 1.1f };
        var random = new Random(11);
        var prompt = Prompt(random, 60);
        var alone = SchedulerBench.Alone(model, prompt, 40, settings);
        using var bench = new SchedulerBench(model, slots: 3);
        for (var i = 0; i < 30; i++)
        {
            if (random.Next(2) == 0) bench.Ask([.. prompt[..random.Next(2, 60)], .. Prompt(random, 5)], random.Next(1, 60));
            for (var rounds = random.Next(10); rounds > 0; rounds--) bench.Round();
            var chat = bench.Ask(prompt, 40, settings);
            while (chat.Generation.Result is null)
            {
                if (random.Next(10) == 0 && bench.Scheduler.Waiting == 0) bench.Ask(Prompt(random, random.Next(1, 50)), random.Next(1, 20));
                bench.Round();
            }

            Assert.Equal(alone, chat.Text);
        }
    }

    [Fact]
    public void Where_rows_depend_on_their_neighbours_a_seeded_answer_runs_alone_and_on_a_fixed_grid()
    {
        var settings = new SamplingSettings { Temperature = 1, Seed = 1 };
        using var bench = new SchedulerBench(limits: new SchedulerLimits { RowsAreIndependent = false });
        var prompt = Prompt(new Random(2), 150);
        for (var i = 0; i < 3; i++) bench.Ask(prompt, 200);
        for (var i = 0; i < 20; i++) bench.Round();
        bench.Decoder.Runs.Clear();

        var seeded = bench.Ask(prompt, 10, settings);
        while (seeded.Generation.Result is null) bench.Round();

        Assert.Equal(0, seeded.Generation.Result.CachedTokens);
        Assert.Equal([64, 64, 22], bench.Decoder.Runs.Where(run => run.Kind == 'p').Select(run => run.Tokens));
        Assert.DoesNotContain(bench.Decoder.Runs, run => run.Kind == 's' && run.Slots.Contains(3) && run.Slots.Length > 1);
    }

    [Fact]
    public void Memory_that_ends_sends_the_latest_answer_back_to_wait_and_every_answer_is_whole()
    {
        var random = new Random(4);
        int[][] prompts = [.. Enumerable.Range(0, 6).Select(_ => Prompt(random, 30))];
        string[] alone = [.. prompts.Select(prompt => SchedulerBench.Alone("llama", prompt, 200))];
        using var probe = new SchedulerBench();
        var bytes = probe.Decoder.Shape.BytesPerToken * 500;
        using var bench = new SchedulerBench(limits: new SchedulerLimits { CacheBytes = bytes });
        var chats = prompts.Select(prompt => bench.Ask(prompt, 200)).ToList();
        while (bench.Round()) Assert.InRange(bench.Decoder.CacheBytes, 0, bytes * 11 / 10);

        for (var i = 0; i < chats.Count; i++) Assert.Equal(alone[i], chats[i].Text);
    }

    [Fact]
    public void A_failing_answer_fails_alone()
    {
        using var bench = new SchedulerBench();
        var whole = SchedulerBench.Alone("llama", [5, 6, 7], 20);
        var good = bench.Ask([5, 6, 7], 20);
        var broken = bench.Ask([1, 100_000, 3], 20);
        bench.RunToEnd();

        broken.Drain();
        Assert.NotNull(broken.Failure);
        Assert.Equal(whole, good.Text);
    }

    private static int[] Prompt(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(3, 512))];

    /// <summary>The counted time between consecutive decode steps that went to reading prompts.</summary>
    private static List<int> Delays(CountingDecoder decoder)
    {
        List<int> delays = [];
        var delay = 0;
        foreach (var run in decoder.Runs)
        {
            if (run.Kind == 's')
            {
                delays.Add(delay);
                delay = 0;
            }
            else
            {
                delay += CountingDecoder.StepCost + (15 * (run.Tokens - 1));
            }
        }

        return delays;
    }
}
