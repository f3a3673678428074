using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Templates;
using ChatBot.Tests.Generation.Scheduling;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Generation;

/// <summary>The engine on the model that the program ships.</summary>
public sealed class ShippedEngineTests
{
    [Fact]
    public void A_thousand_cached_and_twenty_new_tokens_compute_at_most_twenty_one()
    {
        using var bench = new SchedulerBench("shipped");
        var random = new Random(1);
        int[] first = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(300, 30_000))];
        bench.Ask(first, 1);
        bench.RunToEnd();
        Assert.Equal(1000, bench.Decoder.Prefilled);
        bench.Decoder.Runs.Clear();

        var chat = bench.Ask([.. first, .. Enumerable.Range(400, 20)], 1);
        bench.RunToEnd();

        Assert.Equal(1000, chat.Generation.Result!.CachedTokens);
        Assert.InRange(bench.Decoder.Runs.Sum(static run => run.Tokens), 20, 21);
    }

    [Fact]
    public void Copying_a_text_takes_less_than_half_the_runs_with_guessing_and_gives_the_same_text()
    {
        const string Story = "The keeper lit the lamp each night and wrote the weather in a book. The ship came back in spring with letters and salt. "
            + "Nobody on the island had seen such a winter, and the old man told them of the storm. They listened until the morning came.";
        using var guessing = new SchedulerBench("shipped");
        using var plain = new SchedulerBench("shipped", limits: new SchedulerLimits { Speculate = false });
        var template = ChatTemplate.FromDirectory(TestModels.Shipped, plain.Tokenizer);
        var prompt = plain.Tokenizer.Encode(template.Render([new ChatMessage(ChatRole.User, $"Repeat this text exactly, word for word:\n\n{Story}")]));

        var with = guessing.Ask(prompt, 50);
        var without = plain.Ask(prompt, 50);
        guessing.RunToEnd();
        plain.RunToEnd();

        // The weights are 8 bits wide: a near tie may fall otherwise, so the text is compared where it copies.
        Assert.Equal(without.Text[..80], with.Text[..80]);
        Assert.True(guessing.Decoder.Runs.Count * 2 < plain.Decoder.Runs.Count, $"{guessing.Decoder.Runs.Count} runs and {plain.Decoder.Runs.Count} without.");
    }

    [Fact]
    public void A_seeded_answer_is_the_same_beside_seven_others_as_alone()
    {
        using var bench = new SchedulerBench("shipped");
        var independent = RowIndependence.Holds(bench.Decoder);
        using var scheduled = new SchedulerBench("shipped", limits: new SchedulerLimits { RowsAreIndependent = independent });
        var random = new Random(3);
        int[] prompt = [.. Enumerable.Range(0, 40).Select(_ => random.Next(300, 30_000))];
        var settings = new SamplingSettings { Temperature = 1.2f, Seed = 7 };
        var alone = scheduled.Ask(prompt, 16, settings);
        scheduled.RunToEnd();

        for (var i = 0; i < 7; i++) scheduled.Ask([.. prompt[..(5 * i)], .. Enumerable.Range(500, 9)], 30);
        for (var i = 0; i < 4; i++) scheduled.Round();
        var together = scheduled.Ask(prompt, 16, settings);
        scheduled.RunToEnd();

        Assert.Equal(alone.Text, together.Text);
    }
}
