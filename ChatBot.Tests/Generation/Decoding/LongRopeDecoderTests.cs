using System.Numerics.Tensors;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using ChatBot.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Decoding;

/// <summary>The tiny llama, changed so that it turns keys the other way where the mask is wider than a short text, as LongRoPE graphs change their angles.</summary>
public sealed class LongRopeDecoderTests : IDisposable
{
    private const int ShortLength = 20, Context = 60, Slots = 3;

    private readonly TemporaryFolder _folder = TestModels.CopyOf(TestModels.Tiny("llama"));
    private readonly RunOptions _run = new();

    public LongRopeDecoderTests() => OnnxEdit.Change(Path.Combine(_folder.Path, "model.onnx"), graph =>
    {
        graph.RenameUses("sin_cache", "sin_used", inputs: true);
        graph.AddNode("Where", ["is long", "sin other way", "sin_cache"], ["sin_used"], first: true);
        graph.AddNode("Neg", ["sin_cache"], ["sin other way"], first: true);
        graph.AddNode("Greater", ["width", "short length"], ["is long"], first: true);
        graph.AddNode("Gather", ["mask shape", "width axis"], ["width"], first: true, ("axis", 0));
        graph.AddNode("Shape", ["attention_mask"], ["mask shape"], first: true);
        graph.AddConstant("short length", ShortLength);
        graph.AddConstant("width axis", 1);
    });

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Whatever_is_done_to_the_rows_every_score_is_that_of_the_whole_text_read_at_once()
    {
        using var decoder = Open(longRope: true);
        using var plain = Open(longRope: false);
        var random = new Random(3);
        var texts = new List<int>[Slots];
        for (var slot = 0; slot < Slots; slot++) texts[slot] = [];
        var changes = 0;
        for (var round = 0; round < 300; round++)
        {
            var slot = random.Next(Slots);
            var text = texts[slot];
            int[] tokens = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3, 500))];
            var before = text.Count;
            switch (random.Next(7))
            {
                case 0 when text.Count + tokens.Length <= Context:
                    text.AddRange(tokens);
                    Alike(text, decoder.Prefill(slot, tokens, _run));
                    break;
                case 1 or 2 or 3:
                    int[] chosen = [.. Enumerable.Range(0, Slots).Where(row => texts[row].Count is > 0 and < Context && random.Next(4) > 0)];
                    if (chosen.Length == 0) break;
                    int[] next = [.. chosen.Select(_ => random.Next(3, 500))];
                    decoder.Step(chosen, next, _run);
                    for (var i = 0; i < chosen.Length; i++)
                    {
                        texts[chosen[i]].Add(next[i]);
                        Alike(texts[chosen[i]], decoder.Logits(i));
                    }

                    break;
                case 4 when text.Count > 0 && text.Count + 4 <= Context:
                    decoder.Verify(slot, [5, 6, 7, 8], _run);
                    for (var i = 0; i < 4; i++)
                    {
                        text.Add(5 + i);
                        Alike(text, decoder.Logits(i));
                    }

                    break;
                case 5:
                    var keep = random.Next(text.Count + 1);
                    decoder.Rewind(slot, keep);
                    text.RemoveRange(keep, text.Count - keep);
                    break;
                case 6 when text.Count >= 8:
                    using (var block = new KvBlock(decoder.Shape, 8))
                    {
                        var to = (slot + 1) % Slots;
                        var start = random.Next(text.Count - 7);
                        decoder.Save(slot, start, block, 0, 8);
                        decoder.CopyPrefix(slot, to, text.Count);
                        decoder.Load(to, start, [new(block, 3 + random.Next(6))]);
                        texts[to] = [.. text[..decoder.Length(to)]];
                    }

                    break;
            }

            if (before > ShortLength != texts[slot].Count > ShortLength) changes++;
            for (var row = 0; row < Slots; row++) Assert.Equal(texts[row].Count, decoder.Length(row));
        }

        Assert.True(changes > 10, $"Only {changes} rows became long or short.");

        void Alike(List<int> text, ReadOnlySpan<float> actual)
        {
            plain.Rewind(0, 0);
            var expected = plain.Prefill(0, [.. text], _run);
            for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i] - expected[i], -1e-4f, 1e-4f);
        }
    }

    [Fact]
    public void The_graph_really_has_two_kinds()
    {
        using var decoder = Open(longRope: true);
        using var plain = Open(longRope: false);
        int[] text = [.. Enumerable.Range(3, ShortLength)];
        decoder.Prefill(0, text, _run);
        plain.Prefill(0, text, _run);

        decoder.Step([0], [9], _run);
        plain.Step([0], [9], _run);

        Assert.True(TensorPrimitives.Distance<float>(decoder.Logits(0), plain.Logits(0)) > 1e-2f);
    }

    [Theory]
    [InlineData(30, 25, 25)]
    [InlineData(30, 20, 20)]
    [InlineData(30, 19, 0)]
    [InlineData(18, 12, 12)]
    public void A_long_text_that_is_cut_back_to_a_short_one_has_nothing_to_reuse(int length, int common, int reusable)
    {
        using var decoder = Open(longRope: true);

        Assert.Equal(reusable, decoder.Reusable(length, common));
    }

    [Fact]
    public void A_step_that_is_terminated_changes_no_row()
    {
        using var decoder = Open(longRope: true);
        decoder.Prefill(0, [.. Enumerable.Range(3, ShortLength)], _run);
        decoder.Prefill(1, [3, 4], _run);
        using (var terminated = new RunOptions { Terminate = true })
            Assert.Throws<OnnxRuntimeException>(() => decoder.Step([0, 1], [5, 6], terminated));

        Assert.Equal(2, decoder.Length(1));
        Assert.InRange(decoder.Length(0), 0, ShortLength);
    }

    [Fact]
    public void Phi_3_with_a_long_context_is_known_by_its_type_and_its_choice()
    {
        var graph = OnnxFile.Read(Path.Combine(_folder.Path, "model.onnx"));
        var config = GenAiConfig.Load(_folder.Path);
        config.Model.Type = "phi3";
        config.Model.ContextLength = 131_072;
        Assert.Null(LongRope.ShortLength(config, graph));

        OnnxEdit.Change(Path.Combine(_folder.Path, "model.onnx"), edit => edit.AddNode("If", ["is long"], ["unused"], first: false));
        graph = OnnxFile.Read(Path.Combine(_folder.Path, "model.onnx"));
        Assert.Equal(4096, LongRope.ShortLength(config, graph));
        config.Model.ContextLength = 4096;
        Assert.Null(LongRope.ShortLength(config, graph));
        config.Model.Type = "llama";
        config.Model.ContextLength = 131_072;
        Assert.Null(LongRope.ShortLength(config, graph));
    }

    private IDecoder Open(bool longRope)
    {
        var config = GenAiConfig.Load(_folder.Path);
        var file = Path.Combine(_folder.Path, "model.onnx");
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, NullLogger.Instance).Open(file, ownKernels: true);
        var limits = new DecoderLimits { Slots = longRope ? Slots : 1, LongestChunk = longRope ? 7 : Context, SmallestCapacity = 8 };
        return Decoders.Create(
            session, DecoderSignature.Read(session.Session, config.Model.Decoder), OnnxFile.Read(file), Context, limits, longRope ? ShortLength : null);
    }
}
