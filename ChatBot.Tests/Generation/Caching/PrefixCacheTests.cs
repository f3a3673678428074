using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Tests.Generation.Scheduling;

namespace ChatBot.Tests.Generation.Caching;

public sealed class PrefixCacheTests
{
    private readonly Random _random = new(17);

    public static TheoryData<int> Slots => [1, 2, 8];

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    public void A_next_turn_computes_only_what_is_new(int slots)
    {
        using var bench = new SchedulerBench(slots: slots);
        var first = Prompt(200);
        bench.Ask(first, 1);
        bench.RunToEnd();
        bench.Decoder.Runs.Clear();

        var chat = bench.Ask([.. first, .. Prompt(20)], 1);
        bench.RunToEnd();

        Assert.Equal(200, chat.Generation.Result!.CachedTokens);
        Assert.InRange(bench.Decoder.Prefilled, 20, 21);
    }

    [Theory]
    [MemberData(nameof(Slots))]
    public void Four_interleaved_chats_of_ten_turns_reuse_at_least_nineteen_of_twenty_tokens(int slots)
    {
        using var bench = new SchedulerBench(slots: slots, limits: new SchedulerLimits { Speculate = false });
        var system = Prompt(20);
        List<int>[] texts = [.. Enumerable.Range(0, 4).Select(_ => system.ToList())];
        var (reusable, reused) = (0, 0);
        for (var turn = 0; turn < 10; turn++)
        {
            foreach (var text in texts)
            {
                var before = turn > 0 ? text.Count : 0;
                text.AddRange(Prompt(8));
                bench.Decoder.Stepped.Clear();
                var chat = bench.Ask([.. text], 10);
                bench.RunToEnd();
                reusable += before;
                reused += turn > 0 ? chat.Generation.Result!.CachedTokens : 0;
                if (turn == 0 && text != texts[0]) Assert.Equal(20, chat.Generation.Result!.CachedTokens);

                // What the model wrote is the row's last tokens; the very last was never read.
                text.AddRange(bench.Decoder.Stepped);
            }
        }

        Assert.InRange((double)reused / reusable, 0.95, 1);
    }

    [Fact]
    public void A_system_prompt_is_shared_with_a_chat_that_is_still_being_answered()
    {
        using var bench = new SchedulerBench();
        var system = Prompt(100);
        bench.Ask([.. system, .. Prompt(5)], 100);
        for (var i = 0; i < 5; i++) bench.Round();

        var second = bench.Ask([.. system, .. Prompt(5)], 2);
        bench.RunToEnd();

        Assert.Equal(100, second.Generation.Result!.CachedTokens);
    }

    [Theory]
    [MemberData(nameof(Slots))]
    public void An_edited_turn_and_the_way_back_to_the_old_one_compute_only_what_differs(int slots)
    {
        using var bench = new SchedulerBench(slots: slots, limits: new SchedulerLimits { Speculate = false });
        int[] start = Prompt(60), old = [.. start, .. Prompt(40)], edited = [.. start, .. Prompt(40)];
        string[] answers = [Answer(old), Answer(edited)];

        Assert.Equal(answers[0], Ask(old, out _));
        Assert.Equal(answers[1], Ask(edited, out var cachedOfEdited));
        Assert.Equal(answers[0], Ask(old, out var cachedOfOld));
        Assert.Equal((60, 99), (cachedOfEdited, cachedOfOld));

        string Ask(int[] prompt, out int cached)
        {
            var chat = bench.Ask(prompt, 20);
            bench.RunToEnd();
            cached = chat.Generation.Result!.CachedTokens;
            return chat.Text;
        }
    }

    [Fact]
    public void Whatever_was_read_before_every_answer_is_what_it_is_alone_and_long_common_beginnings_are_reused()
    {
        using var bench = new SchedulerBench(slots: 3, limits: new SchedulerLimits { Speculate = false });
        List<int[]> known = [Prompt(40)];
        var (reusable, reused) = (0, 0);
        for (var i = 0; i < 120; i++)
        {
            var parent = known[_random.Next(known.Count)];
            int[] prompt = [.. parent[.._random.Next(1, parent.Length + 1)], .. Prompt(_random.Next(1, 30))];
            prompt = prompt[..Math.Min(prompt.Length, 200)];
            var common = known.Max(text => text.AsSpan().CommonPrefixLength(prompt.AsSpan(0, prompt.Length - 1)));
            if (i == 0) common = 0;

            var chat = bench.Ask(prompt, 8);
            bench.RunToEnd();

            reusable += common;
            reused += chat.Generation.Result!.CachedTokens;
            if (i % 10 == 0) Assert.Equal(Answer(prompt, 8), chat.Text);
            known.Add(prompt);
        }

        // A row's last few tokens are not always worth a copy.
        Assert.InRange((double)reused / reusable, 0.95, 1.05);
    }

    [Fact]
    public void The_chat_that_was_silent_for_longest_is_forgotten_first_and_memory_stays_within_its_budget()
    {
        using var probe = new SchedulerBench();
        var budget = probe.Decoder.Shape.BytesPerToken * 600;
        using var bench = new SchedulerBench(slots: 4, limits: new SchedulerLimits { CacheBytes = budget, Speculate = false });
        int[][] chats = [.. Enumerable.Range(0, 8).Select(_ => Prompt(100))];
        foreach (var chat in chats)
        {
            bench.Ask(chat, 2);
            bench.RunToEnd();
            Assert.InRange(bench.Scheduler.CacheBytes, 0, budget);
        }

        var latest = bench.Ask([.. chats[7], 5], 2);
        bench.RunToEnd();
        var earliest = bench.Ask([.. chats[0], 5], 2);
        bench.RunToEnd();

        Assert.InRange(latest.Generation.Result!.CachedTokens, 100, 100);
        Assert.InRange(earliest.Generation.Result!.CachedTokens, 0, 50);
    }

    private static string Answer(int[] prompt, int tokens = 20) => SchedulerBench.Alone("llama", prompt, tokens);

    private int[] Prompt(int length) => [.. Enumerable.Range(0, length).Select(_ => _random.Next(3, 512))];
}
