using System.Text.Json;
using ChatBot.Inference.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Generation;

public sealed class SamplerTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Reference.Length)];

    private static SamplingCase[] Reference { get; } = JsonSerializer.Deserialize<SamplingCase[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference/sampling/cases.json")), Snake)!;

    private static JsonSerializerOptions Snake => new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_probabilities_are_those_of_transformers(int index)
    {
        var (settings, history, logits, expected) = Reference[index];
        var sampler = new Sampler(settings.ToSettings(), history, logits.Length);

        var probabilities = sampler.Probabilities([.. logits]);

        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], probabilities[i], 1e-5);
    }

    [Fact]
    public void Top_p_and_min_p_over_a_whole_large_vocabulary_equal_the_textbook_computation()
    {
        var random = new Random(7);
        var logits = Enumerable.Range(0, 49152).Select(_ => (float)(random.NextDouble() * 12)).ToArray();
        var sampler = new Sampler(new SamplingSettings { Temperature = 0.8f, TopP = 0.9f, MinP = 0.02f }, [], logits.Length);

        var probabilities = sampler.Probabilities([.. logits]);

        var weights = logits.Select(l => Math.Exp((l - logits.Max()) / 0.8)).ToArray();
        var (sum, mass) = (weights.Sum(), 0.0);
        var kept = new List<int>();
        foreach (var id in Enumerable.Range(0, logits.Length).OrderByDescending(i => weights[i]))
        {
            kept.Add(id);
            if ((mass += weights[id]) >= 0.9 * sum) break;
        }

        kept.RemoveAll(id => weights[id] < 0.02);
        Assert.Equal(kept.Order(), Enumerable.Range(0, logits.Length).Where(i => probabilities[i] > 0));
        var keptSum = kept.Sum(id => weights[id]);
        Assert.All(kept, id => Assert.Equal(weights[id] / keptSum, probabilities[id], 1e-5));
    }

    [Property]
    public bool Probabilities_are_never_negative_and_sum_to_one(NormalFloat[] scores, byte topK, byte topP, byte minP, byte temperature)
    {
        var logits = scores.Select(s => (float)Math.Clamp(s.Get, -1e4, 1e4)).Append(0f).ToArray();
        var settings = new SamplingSettings
        {
            TopK = topK % 20,
            TopP = (topP + 1) / 256f,
            MinP = minP / 256f,
            Temperature = (temperature + 1) / 64f,
        };

        var probabilities = new Sampler(settings, [], logits.Length).Probabilities([.. logits]);

        return probabilities.All(p => p >= 0) && Math.Abs(probabilities.Sum() - 1) < 1e-4;
    }

    [Property]
    public bool A_token_that_is_drawn_has_a_probability(NormalFloat[] scores, long seed)
    {
        var logits = scores.Select(s => (float)Math.Clamp(s.Get, -1e4, 1e4)).Append(0f).ToArray();
        var settings = new SamplingSettings { TopK = 3, TopP = 0.7f, Seed = seed };

        var probabilities = new Sampler(settings, [], logits.Length).Probabilities([.. logits]);
        var token = new Sampler(settings, [], logits.Length).Next([.. logits]);

        return probabilities[token] > 0;
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        float[] logits = [1, 2, 3, 0];
        var settings = new SamplingSettings { Seed = 42 };
        var expected = new Sampler(settings, [], 4).Probabilities([.. logits]);
        var sampler = new Sampler(settings, [], 4);
        var counts = new int[4];
        for (var i = 0; i < 100_000; i++) counts[sampler.Next([.. logits])]++;

        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], counts[i] / 100_000.0, 0.01);
    }

    [Fact]
    public void The_same_seed_makes_the_same_choices_and_another_seed_makes_others()
    {
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));

        static int[] Draw(long seed)
        {
            var sampler = new Sampler(new SamplingSettings { Seed = seed }, [], 100);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Next(new float[100]))];
        }
    }

    [Fact]
    public void Greedy_takes_the_lowest_id_of_equals() =>
        Assert.Equal(1, new Sampler(SamplingSettings.Greedy, [], 4).Next([0f, 5f, 5f, 5f]));

    [Fact]
    public void Greedy_never_chooses_a_score_that_is_not_a_number() =>
        Assert.Equal(2, new Sampler(SamplingSettings.Greedy, [], 4).Next([float.NaN, 1f, 5f, float.NaN]));

    [Fact]
    public void Scores_that_are_all_not_numbers_are_reported() =>
        Assert.Throws<InvalidDataException>(() => new Sampler(SamplingSettings.Greedy, [], 2).Next([float.NaN, float.NaN]));

    [Fact]
    public void Presence_and_frequency_penalties_count_the_answer_only()
    {
        var sampler = new Sampler(new SamplingSettings { Temperature = 0, PresencePenalty = 1, FrequencyPenalty = 0.5f }, [0], 3);

        // Token 0 is in the prompt: free. Token 1 costs 1.5 after one use, so token 0 wins the second step.
        Assert.Equal(1, sampler.Next([2f, 3f, 0f]));
        Assert.Equal(0, sampler.Next([2f, 3f, 0f]));
        Assert.Equal(1, sampler.Next([2f, 3f, 0f]));
    }

    internal sealed record SamplingCase(CaseSettings Settings, int[] History, float[] Logits, float[] Probabilities);

    internal sealed record CaseSettings(float? Temperature, int? TopK, float? TopP, float? MinP, float? RepetitionPenalty, int? NoRepeatNgramSize)
    {
        public SamplingSettings ToSettings() => new()
        {
            Temperature = Temperature ?? 1,
            TopK = TopK ?? 0,
            TopP = TopP ?? 1,
            MinP = MinP ?? 0,
            RepetitionPenalty = RepetitionPenalty ?? 1,
            NoRepeatNgramSize = NoRepeatNgramSize ?? 0,
        };
    }
}
