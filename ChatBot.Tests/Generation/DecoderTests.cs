using System.Numerics.Tensors;
using System.Text.Json;
using ChatBot.Inference.Generation;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation;

public sealed class DecoderTests
{
    public static MatrixTheoryData<string, int> TinyAndChunk => new(TestModels.TinyNames, [1, 7, 64]);

    public static TheoryData<string> Tiny => [.. TestModels.TinyNames];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void A_tiny_model_gives_the_scores_and_the_greedy_tokens_of_transformers(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model));
        foreach (var expected in Expected(model))
        {
            decoder.Cache.TruncateTo(0);
            using var run = new RunOptions();
            var logits = decoder.Forward(expected.Prompt, run);
            for (var i = 0; i < expected.LastLogitsFirst8.Length; i++) Assert.Equal(expected.LastLogitsFirst8[i], logits[i], 1e-3);
            Assert.Equal(expected.Greedy, Greedy(decoder, logits, expected.Greedy.Length));
        }
    }

    [Theory]
    [MemberData(nameof(TinyAndChunk))]
    public void A_prompt_read_in_chunks_gives_the_same_tokens(string model, int chunk)
    {
        // Room for 8 tokens at first, so that the cache also grows several times on the way.
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model), chunk, smallestCapacity: 8);
        foreach (var expected in Expected(model))
        {
            decoder.Cache.TruncateTo(0);
            using var run = new RunOptions();
            Assert.Equal(expected.Greedy, Greedy(decoder, decoder.Forward(expected.Prompt, run), expected.Greedy.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Rewinding_the_cache_and_reading_on_gives_the_same_tokens_as_reading_all(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model));
        using var run = new RunOptions();
        var expected = Expected(model)[^1];
        decoder.Forward([.. expected.Prompt[..20], 5, 6, 7, 8], run);

        decoder.Cache.TruncateTo(20);
        var logits = decoder.Forward(expected.Prompt.AsSpan(20), run);

        Assert.Equal(expected.Greedy, Greedy(decoder, logits, expected.Greedy.Length));
    }

    [Fact]
    public void A_terminated_run_leaves_the_cache_as_it_was()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"));
        using var run = new RunOptions();
        var expected = Expected("llama")[1];
        using (var terminated = new RunOptions { Terminate = true })
            Assert.Throws<OnnxRuntimeException>(() => decoder.Forward(expected.Prompt, terminated));

        Assert.Empty(decoder.Cache.Tokens);
        Assert.Equal(expected.Greedy, Greedy(decoder, decoder.Forward(expected.Prompt, run), expected.Greedy.Length));
    }

    [Fact]
    public void A_decode_step_allocates_less_than_a_kilobyte()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"));
        using var run = new RunOptions();
        Greedy(decoder, decoder.Forward([1, 2, 3], run), 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Greedy(decoder, decoder.Forward([4], run), 100);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1024);
    }

    private static int[] Greedy(Decoder decoder, Span<float> logits, int count)
    {
        using var run = new RunOptions();
        var tokens = new int[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = TensorPrimitives.IndexOfMax<float>(logits);
            logits = decoder.Forward(tokens.AsSpan(i, 1), run);
        }

        return tokens;
    }

    private static Sample[] Expected(string model) => JsonSerializer.Deserialize<Sample[]>(
        File.ReadAllText(Path.Combine(TestModels.Tiny(model), "expected.json")), JsonSerializerOptions.Web)!;

    internal sealed record Sample(
        int[] Prompt, [property: System.Text.Json.Serialization.JsonPropertyName("last_logits_first8")] float[] LastLogitsFirst8, int[] Greedy);
}
