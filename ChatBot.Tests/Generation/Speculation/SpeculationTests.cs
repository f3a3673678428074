using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Generation.Speculation;
using ChatBot.Tests.Generation.Scheduling;

namespace ChatBot.Tests.Generation.Speculation;

public sealed class SpeculationTests
{
    public static MatrixTheoryData<string, int> ModelsAndSettings => new(TestModels.TinyNames, [0, 1, 2]);

    /// <summary>
    /// Penalties that reward instead draw a random model to what the prompt has, so that it copies as a real one does when it edits a text.
    /// </summary>
    private static SamplingSettings[] Settings { get; } =
    [
        new() { Temperature = 0, RepetitionPenalty = 0.4f, FrequencyPenalty = -1 },
        new() { Temperature = 0.4f, RepetitionPenalty = 0.3f, TopP = 0.95f },
        new() { Temperature = 0, RepetitionPenalty = 0.5f, FrequencyPenalty = 0.05f, PresencePenalty = 0.1f },
    ];

    [Theory]
    [MemberData(nameof(ModelsAndSettings))]
    public void Guessing_changes_no_token_whatever_the_sampling(string model, int settings)
    {
        var accepted = 0;
        for (var i = 0; i < 6; i++)
        {
            var random = new Random(i);
            int[] prompt = [.. Enumerable.Range(0, 30).Select(_ => random.Next(3, 40))];
            using var guessing = new SchedulerBench(model);
            using var plain = new SchedulerBench(model, limits: new SchedulerLimits { Speculate = false });
            var with = guessing.Ask(prompt, 150, Settings[settings], chance: i);
            var without = plain.Ask(prompt, 150, Settings[settings], chance: i);
            guessing.RunToEnd();
            plain.RunToEnd();

            Assert.Equal(without.Text, with.Text);
            Assert.Equal(without.Generation.Result!.OutputTokens, with.Generation.Result!.OutputTokens);
            accepted += plain.Decoder.Runs.Count - guessing.Decoder.Runs.Count;
            Assert.DoesNotContain(plain.Decoder.Runs, run => run.Kind == 'v');
        }

        if (settings == 0) Assert.True(accepted > 50, $"Only {accepted} steps were saved.");
    }

    [Fact]
    public void A_stop_text_in_the_middle_of_a_guess_ends_the_answer_and_the_next_turn_is_right()
    {
        var random = new Random(2);
        int[] prompt = [.. Enumerable.Range(0, 30).Select(_ => random.Next(3, 40))];
        var whole = SchedulerBench.Alone("llama", prompt, 150, Settings[0]);
        for (var at = 20; at + 3 < whole.Length; at += 11)
        {
            var stop = whole.Substring(at, 3);
            using var bench = new SchedulerBench();
            var chat = bench.Ask(prompt, 150, Settings[0], [stop]);
            bench.RunToEnd();

            Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], chat.Text);
            var again = bench.Ask(prompt, 40, Settings[0]);
            bench.RunToEnd();
            Assert.StartsWith(again.Text.TrimEnd('\uFFFD'), whole, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nobody_guesses_while_others_are_answered_or_with_a_seed()
    {
        var random = new Random(1);
        int[] prompt = [.. Enumerable.Range(0, 30).Select(_ => random.Next(3, 40))];
        using var bench = new SchedulerBench();
        bench.Ask(prompt, 100, Settings[0] with { Seed = 5 });
        bench.RunToEnd();
        Assert.DoesNotContain(bench.Decoder.Runs, run => run.Kind == 'v');

        for (var i = 0; i < 2; i++) bench.Ask(prompt, 100, Settings[0]);
        while (bench.Scheduler.Running + bench.Scheduler.Waiting != 1 && bench.Round())
        {
        }

        Assert.DoesNotContain(bench.Decoder.Runs, run => run.Kind == 'v');
    }

    [Fact]
    public void The_guess_is_what_followed_the_last_tokens_before()
    {
        Assert.Equal([4, 5], PromptLookup.Guess([1, 2, 3, 4, 5, 9, 1, 2, 3], 2));
        Assert.Equal([7], PromptLookup.Guess([8, 1, 2, 3, 7, 9, 1, 2, 3, 5, 8, 1, 2, 3], 1));
        Assert.Empty(PromptLookup.Guess([1, 2, 3, 4, 5], 4));
        Assert.Equal([1, 2, 1, 2, 1], PromptLookup.Guess([9, 1, 2, 1, 2, 1, 2], 5));
    }

    [Fact]
    public void A_gate_rests_after_a_loss_longer_each_time_and_guesses_far_after_wins()
    {
        var gate = new SpeculationGate();
        gate.Tried(4, 4, 1.5);
        Assert.Equal(8, gate.Length);

        gate.Tried(8, 0, 2.2);
        Assert.Equal(0, gate.Length);
        var first = Rest(gate);
        gate.Tried(2, 0, 1.2);
        Assert.Equal(2 * first, Rest(gate));
    }

    [Fact]
    public void A_text_in_which_guesses_fail_costs_at_most_three_steps_in_a_hundred()
    {
        // The gate alone, against the worst text: every guess is wrong.
        var gate = new SpeculationGate();
        var (steps, cost) = (0, 0.0);
        while (steps < 1000)
        {
            steps++;
            if (gate.Length > 0)
            {
                var spent = 1 + (0.15 * gate.Length);
                cost += spent;
                gate.Tried(gate.Length, 0, spent);
            }
            else
            {
                cost++;
                gate.Passed();
            }
        }

        Assert.InRange(cost / steps, 1, 1.03);
    }

    private static int Rest(SpeculationGate gate)
    {
        var rest = 0;
        for (; gate.Length == 0; rest++) gate.Passed();
        return rest;
    }
}
