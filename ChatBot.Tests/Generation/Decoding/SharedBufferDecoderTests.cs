using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Inference.Generation.Decoding;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Decoding;

public sealed class SharedBufferDecoderTests : IDisposable
{
    private readonly RunOptions _run = new();

    public static MatrixTheoryData<string, int> TinyAndChunk => new(TestModels.TinyNames, [1, 7, 64, 512]);

    public static TheoryData<string> Tiny => [.. TestModels.TinyNames];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Tiny))]
    public void A_tiny_model_gives_the_scores_and_the_greedy_tokens_of_transformers(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model));
        foreach (var expected in Expected(model))
        {
            decoder.Rewind(0, 0);
            var logits = decoder.Prefill(0, expected.Prompt, _run);
            for (var i = 0; i < expected.LastLogitsFirst8.Length; i++) Assert.Equal(expected.LastLogitsFirst8[i], logits[i], 1e-3);
            Assert.Equal(expected.Greedy, Greedy(decoder, logits, expected.Greedy.Length));
        }
    }

    [Theory]
    [MemberData(nameof(TinyAndChunk))]
    public void A_prompt_read_in_chunks_gives_the_same_tokens_and_scores_within_a_ten_thousandth(string model, int chunk)
    {
        // Room for 8 tokens at first, so that the cache also grows several times on the way.
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model), chunk, smallestCapacity: 8);
        using var whole = TestModels.OpenDecoder(TestModels.Tiny(model), longestChunk: 1024);
        foreach (var expected in Expected(model))
        {
            decoder.Rewind(0, 0);
            whole.Rewind(0, 0);
            var logits = decoder.Prefill(0, expected.Prompt, _run);
            var atOnce = whole.Prefill(0, expected.Prompt, _run);
            for (var i = 0; i < logits.Length; i++) Assert.Equal(atOnce[i], logits[i], 1e-4);
            Assert.Equal(expected.Greedy, Greedy(decoder, logits, expected.Greedy.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Rewinding_a_row_and_reading_on_gives_the_same_tokens_as_reading_all(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model));
        var expected = Expected(model)[^1];
        decoder.Prefill(0, [.. expected.Prompt[..20], 5, 6, 7, 8], _run);

        decoder.Rewind(0, 20);
        var logits = decoder.Prefill(0, expected.Prompt.AsSpan(20), _run);

        Assert.Equal(expected.Greedy, Greedy(decoder, logits, expected.Greedy.Length));
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Rows_of_different_lengths_that_step_together_give_the_tokens_each_gives_alone(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model), smallestCapacity: 8, slots: 4);
        var expected = Expected(model);
        int[] slots = [3, 0, 2];
        var next = new int[3];
        for (var i = 0; i < 3; i++) next[i] = TensorPrimitives.IndexOfMax<float>(decoder.Prefill(slots[i], expected[i].Prompt, _run));
        for (var step = 1; step < expected[0].Greedy.Length; step++)
        {
            for (var i = 0; i < 3; i++) Assert.Equal(expected[i].Greedy[step - 1], next[i]);
            decoder.Step(slots, next, _run);
            for (var i = 0; i < 3; i++) next[i] = TensorPrimitives.IndexOfMax<float>(decoder.Logits(i));
        }
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Any_choice_of_rows_can_step_while_the_others_keep_what_they_hold(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model), smallestCapacity: 8, slots: 6);
        var expected = Expected(model);
        var random = new Random(7);
        var written = new List<int>[6];
        for (var slot = 0; slot < 6; slot++)
            written[slot] = [TensorPrimitives.IndexOfMax<float>(decoder.Prefill(slot, expected[slot % 3].Prompt, _run))];
        for (var step = 0; step < 60; step++)
        {
            int[] chosen = [.. Enumerable.Range(0, 6).Where(slot => written[slot].Count < 24 && random.Next(2) == 0)];
            if (chosen.Length == 0) continue;
            random.Shuffle(chosen);
            decoder.Step(chosen, [.. chosen.Select(slot => written[slot][^1])], _run);
            for (var i = 0; i < chosen.Length; i++) written[chosen[i]].Add(TensorPrimitives.IndexOfMax<float>(decoder.Logits(i)));
        }

        for (var slot = 0; slot < 6; slot++) Assert.Equal(expected[slot % 3].Greedy.Take(written[slot].Count), written[slot]);
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void A_prefix_copied_from_a_row_or_loaded_from_blocks_is_as_good_as_one_computed(string model)
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny(model), smallestCapacity: 8, slots: 4);
        var expected = Expected(model)[^1];
        decoder.Prefill(1, expected.Prompt, _run);

        decoder.CopyPrefix(1, 3, 25);
        Assert.Equal(expected.Greedy, Greedy(decoder, decoder.Prefill(3, expected.Prompt.AsSpan(25), _run), 24, slot: 3));

        using var first = new KvBlock(decoder.Shape, 16);
        using var second = new KvBlock(decoder.Shape, 16);
        decoder.Save(1, 0, first, 0, 16);
        decoder.Save(1, 16, second, 0, 5);
        decoder.Save(1, 21, second, 5, 8);
        decoder.Prefill(0, [.. expected.Prompt[..4], 9, 9, 9], _run);
        decoder.Load(0, 0, [new(first, 16), new(second, 12)]);
        Assert.Equal(28, decoder.Length(0));
        Assert.Equal(expected.Greedy, Greedy(decoder, decoder.Prefill(0, expected.Prompt.AsSpan(28), _run), 24, slot: 0));
    }

    [Fact]
    public void Trimming_gives_memory_back_and_keeps_what_the_rows_hold()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"), smallestCapacity: 8, slots: 4);
        var expected = Expected("llama")[1];
        decoder.Prefill(0, [.. Enumerable.Range(0, 200)], _run);
        var logits = TensorPrimitives.IndexOfMax<float>(decoder.Prefill(1, expected.Prompt, _run));
        decoder.Rewind(0, 0);
        var before = decoder.CacheBytes;

        decoder.Trim();

        Assert.Equal(expected.Prompt.Length * decoder.Shape.BytesPerToken, decoder.CacheBytes);
        Assert.True(before > decoder.CacheBytes * 20);
        Assert.Equal(expected.Greedy[0], logits);
        decoder.Step([1], [expected.Greedy[0]], _run);
        Assert.Equal(expected.Greedy[1..], Greedy(decoder, decoder.Logits(0), 23, slot: 1));
    }

    [Fact]
    public void A_terminated_run_leaves_the_rows_as_they_were()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"));
        var expected = Expected("llama")[1];
        using (var terminated = new RunOptions { Terminate = true })
            Assert.Throws<OnnxRuntimeException>(() => decoder.Prefill(0, expected.Prompt, terminated));

        Assert.Equal(0, decoder.Length(0));
        Assert.Equal(expected.Greedy, Greedy(decoder, decoder.Prefill(0, expected.Prompt, _run), expected.Greedy.Length));
    }

    [Fact]
    public void A_decode_step_allocates_less_than_a_kilobyte()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"));
        Greedy(decoder, decoder.Prefill(0, [1, 2, 3], _run), 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Greedy(decoder, decoder.Prefill(0, [4], _run), 100);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1024);
    }

    private static int[] Greedy(IDecoder decoder, Span<float> logits, int count, int slot = 0)
    {
        using var run = new RunOptions();
        var tokens = new int[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = TensorPrimitives.IndexOfMax<float>(logits);
            decoder.Step([slot], tokens.AsSpan(i, 1), run);
            logits = decoder.Logits(0);
        }

        return tokens;
    }

    private static Sample[] Expected(string model) => JsonSerializer.Deserialize<Sample[]>(
        File.ReadAllText(Path.Combine(TestModels.Tiny(model), "expected.json")), JsonSerializerOptions.Web)!;

    internal sealed record Sample(int[] Prompt, [property: JsonPropertyName("last_logits_first8")] float[] LastLogitsFirst8, int[] Greedy);
}
