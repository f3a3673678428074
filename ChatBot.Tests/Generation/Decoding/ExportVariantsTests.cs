using System.Numerics.Tensors;
using System.Text.Json;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using ChatBot.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Decoding;

/// <summary>The tiny llama exported in other ways: every one gives the tokens that transformers gave.</summary>
public sealed class ExportVariantsTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestModels.CopyOf(TestModels.Tiny("llama"));
    private readonly RunOptions _run = new();
    private readonly List<IDecoder> _decoders = [];

    private string Graph => Path.Combine(_folder.Path, "model.onnx");

    public void Dispose()
    {
        _decoders.ForEach(decoder => decoder.Dispose());
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Ids_and_mask_of_32_bits()
    {
        OnnxEdit.Change(Graph, graph =>
        {
            graph.RecastInput("input_ids", OnnxEdit.Int64, OnnxEdit.Int32);
            graph.RecastInput("attention_mask", OnnxEdit.Int64, OnnxEdit.Int32);
        });

        Assert.IsType<SharedBufferDecoder>(Check());
    }

    [Fact]
    public void Scores_of_16_bits()
    {
        OnnxEdit.Change(Graph, graph => graph.RecastOutput("logits", OnnxEdit.Float16));

        Check(tolerance: 1e-2f);
    }

    [Fact]
    public void A_cache_of_16_bits_that_is_not_attentions_own_grows()
    {
        OnnxEdit.Change(Graph, graph =>
        {
            foreach (var name in graph.Inputs.Where(name => name.StartsWith("past", StringComparison.Ordinal))) graph.RecastInput(name, OnnxEdit.Float, OnnxEdit.Float16);
            foreach (var name in graph.Outputs.Where(name => name.StartsWith("present", StringComparison.Ordinal))) graph.RecastOutput(name, OnnxEdit.Float16);
        });

        Assert.IsType<GrowingCacheDecoder>(Check(tolerance: 1e-2f, tokens: 6));
    }

    [Fact]
    public void A_cache_that_goes_through_another_node_grows()
    {
        MakeGrow();

        Assert.IsType<GrowingCacheDecoder>(Check());
    }

    [Fact]
    public void Names_of_another_pattern_and_layers_that_are_not_counted_from_nothing()
    {
        var config = Path.Combine(_folder.Path, "genai_config.json");
        File.WriteAllText(config, File.ReadAllText(config)
            .Replace("past_key_values.%d.key", "past_key_%d", StringComparison.Ordinal).Replace("past_key_values.%d.value", "past_value_%d", StringComparison.Ordinal)
            .Replace("present.%d.key", "present_key_%d", StringComparison.Ordinal).Replace("present.%d.value", "present_value_%d", StringComparison.Ordinal));
        OnnxEdit.Change(Graph, graph =>
        {
            foreach (var (layer, number) in new[] { (0, 3), (1, 11) })
            {
                graph.Rename($"past_key_values.{layer}.key", $"past_key_{number}");
                graph.Rename($"past_key_values.{layer}.value", $"past_value_{number}");
                graph.Rename($"present.{layer}.key", $"present_key_{number}");
                graph.Rename($"present.{layer}.value", $"present_value_{number}");
            }
        });

        Assert.IsType<SharedBufferDecoder>(Check());
    }

    [Fact]
    public void Layers_whose_caches_are_of_different_sizes()
    {
        MakeGrow();
        var decoder = GenAiConfig.Load(_folder.Path).Model.Decoder;
        var wide = decoder.HeadSize + 4;
        OnnxEdit.Change(Graph, graph =>
        {
            foreach (var part in new[] { "key", "value" })
            {
                // The second layer keeps four numbers more a head than its attention wants.
                var (past, present) = ($"past_key_values.1.{part}", $"present.1.{part}");
                graph.Resize(past, OnnxEdit.Float, -1, decoder.NumKeyValueHeads, -1, wide);
                graph.RenameUses(past, $"{past}/narrow", inputs: true);
                graph.AddNode("Slice", [past, "nothing", "head size", "last axis"], [$"{past}/narrow"], first: true);
                graph.Resize(present, OnnxEdit.Float, -1, decoder.NumKeyValueHeads, -1, wide);
                graph.RenameUses(present, $"{present}/narrow", inputs: false);
                graph.AddNode("Slice", [$"{present}/narrow", "nothing", "four", "last axis"], [$"{present}/more"], first: false);
                graph.AddNode("Concat", [$"{present}/narrow", $"{present}/more"], [present], first: false, ("axis", 3));
            }

            graph.AddConstant("nothing", 0);
            graph.AddConstant("four", 4);
            graph.AddConstant("last axis", 3);
            graph.AddConstant("head size", decoder.HeadSize);
        });

        var grown = Check();

        Assert.Equal(4L * decoder.NumKeyValueHeads * 2 * (decoder.HeadSize + wide), grown.Shape.BytesPerToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Positions_are_given_to_graphs_that_ask_for_them(bool grows)
    {
        if (grows) MakeGrow();
        OnnxEdit.Change(Graph, graph =>
        {
            // Every score is the higher, the later its position: the order of tokens stays.
            graph.AddInput("position_ids", OnnxEdit.Int64, -1, -1);
            graph.AddConstant("last axis", 2);
            graph.RenameUses("logits", "scores", inputs: false);
            graph.AddNode("Cast", ["position_ids"], ["positions"], first: false, ("to", OnnxEdit.Float));
            graph.AddNode("Unsqueeze", ["positions", "last axis"], ["columns"], first: false);
            graph.AddNode("Add", ["scores", "columns"], ["logits"], first: false);
        });

        var decoder = Check(shift: prompt => prompt - 1);
        decoder.Prefill(5, [3, 4], _run);
        decoder.Step([5], [7], _run);
        var third = decoder.Logits(0)[9];
        decoder.Rewind(5, 1);
        decoder.Prefill(5, [4], _run);
        Assert.InRange(third - decoder.Prefill(5, [7], _run)[9], -1e-3, 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Graphs_that_ask_how_many_positions_to_score_are_told_and_can_be_checked_by_the_shared_cache(bool grows)
    {
        if (grows) MakeGrow();
        OnnxEdit.Change(Graph, graph =>
        {
            graph.AddInput("num_logits_to_keep", OnnxEdit.Int64);
            graph.AddConstant("first axis", 0);
            graph.AddConstant("length axis", 1);
            graph.AddConstant("end", long.MaxValue);
            graph.RenameUses("logits", "scores", inputs: false);
            graph.AddNode("Neg", ["num_logits_to_keep"], ["from behind"], first: false);
            graph.AddNode("Unsqueeze", ["from behind", "first axis"], ["start"], first: false);
            graph.AddNode("Slice", ["scores", "start", "end", "length axis"], ["logits"], first: false);
        });

        Assert.Equal(!grows, Check().ScoresEveryPosition);
    }

    [Fact]
    public void Keys_and_values_of_a_layer_in_one_tensor()
    {
        var decoder = GenAiConfig.Load(_folder.Path).Model.Decoder;
        OnnxEdit.Change(Graph, graph =>
        {
            graph.AddConstant("first axis", 0);
            for (var layer = 0; layer < 2; layer++)
            {
                graph.AddInput($"past_{layer}", OnnxEdit.Float, 2, -1, decoder.NumKeyValueHeads, -1, decoder.HeadSize);
                graph.AddOutput($"present_{layer}", OnnxEdit.Float, 2, -1, decoder.NumKeyValueHeads, -1, decoder.HeadSize);
                foreach (var (part, at) in new[] { ("key", 0), ("value", 1) })
                {
                    var (past, present) = ($"past_key_values.{layer}.{part}", $"present.{layer}.{part}");
                    graph.AddNode("Gather", [$"past_{layer}", $"{past}/scalar"], [past], first: true, ("axis", 0));
                    graph.AddNode("Squeeze", [$"{past}/at"], [$"{past}/scalar"], first: true);
                    graph.AddConstant($"{past}/at", at);
                    graph.RemoveInterface(past);
                    graph.RemoveInterface(present);
                    graph.AddNode("Unsqueeze", [present, "first axis"], [$"{present}/one"], first: false);
                }

                graph.AddNode("Concat", [$"present.{layer}.key/one", $"present.{layer}.value/one"], [$"present_{layer}"], first: false, ("axis", 0));
            }
        });

        var grown = Check();

        Assert.IsType<GrowingCacheDecoder>(grown);
        Assert.Equal(4L * 2 * decoder.NumKeyValueHeads * 2 * decoder.HeadSize, grown.Shape.BytesPerToken);
    }

    [Fact]
    public void Weights_in_several_files()
    {
        OnnxEdit.Change(Graph, graph => graph.MoveWeights(_folder.Path, "more.data", number => number % 2 == 1));
        var whole = new FileInfo(Path.Combine(_folder.Path, "more.data")).Length;
        Assert.True(whole > 0);
        Check();

        using (var file = File.OpenWrite(Path.Combine(_folder.Path, "more.data"))) file.SetLength(whole - 1);
        Assert.EndsWith("/more.data", ModelCatalog.Describe(_folder.Path).Problem?.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_evicts_has_room_for_every_token_and_loses_none()
    {
        OnnxEdit.Change(Graph, graph =>
        {
            graph.SetAttribute("GroupQueryAttention", "local_window_size", 200);
            graph.SetAttribute("GroupQueryAttention", "sliding_window_cache", 1);
        });

        Assert.Equal(200, OnnxFile.Read(Graph).WindowedCache);
        Check();
    }

    [Fact]
    public void A_directory_of_transformers_without_a_configuration_of_genai()
    {
        File.Delete(Path.Combine(_folder.Path, "genai_config.json"));
        File.WriteAllText(Path.Combine(_folder.Path, "config.json"), """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64,
             "max_position_embeddings": 256, "eos_token_id": 2}
            """);
        File.WriteAllText(Path.Combine(_folder.Path, "generation_config.json"), """{"do_sample": true, "temperature": 0.6, "top_k": 20, "eos_token_id": [2, 7]}""");
        File.Move(Graph, Path.Combine(_folder.Path, "model_q4.onnx"));

        var model = ModelCatalog.Describe(_folder.Path);

        Assert.Null(model.Problem);
        Assert.Equal((ModelKind.Decoder, "model_q4.onnx"), (model.Kind, model.OnnxFile));
        var search = GenAiConfig.Load(_folder.Path).Search;
        Assert.Equal((true, 0.6, 20), (search.DoSample, search.Temperature, search.TopK));
        Check();
    }

    [Fact]
    public void Numbers_that_a_processor_cannot_compute_with_are_told_in_words()
    {
        OnnxEdit.Change(Graph, graph =>
        {
            graph.RenameUses("logits", "scores", inputs: false);
            graph.AddNode("Cast", ["scores"], ["short"], first: false, ("to", OnnxEdit.BFloat16));
            graph.AddNode("Softmax", ["short"], ["shares"], first: false, ("axis", 2));
            graph.AddNode("Cast", ["shares"], ["logits"], first: false, ("to", OnnxEdit.Float));
        });

        var problem = Assert.Throws<ModelUnavailableException>(() => TestModels.Load(_folder.Path)).Problem;

        Assert.Contains("cannot compute", problem.Reason, StringComparison.Ordinal);
        Assert.Contains("bfloat16", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_engine_cannot_run_is_told_in_words()
    {
        OnnxEdit.Change(Graph, graph => graph.AddInput("use_cache_branch", OnnxEdit.Int64, 1));

        Assert.Contains("an input use_cache_branch", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
    }

    /// <summary>Past and present can then not be one buffer, as nothing promises that the node writes where it reads.</summary>
    private void MakeGrow() => OnnxEdit.Change(Graph, graph =>
    {
        foreach (var name in graph.Outputs.Where(name => name.StartsWith("present", StringComparison.Ordinal))) graph.Replace(name, "Identity");
    });

    private IDecoder Open()
    {
        var config = GenAiConfig.Load(_folder.Path);
        var file = Path.Combine(_folder.Path, config.Model.Decoder.Filename);
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, NullLogger.Instance).Open(file, ownKernels: true);
        return Decoders.Create(session, DecoderSignature.Read(session.Session, config.Model.Decoder), OnnxFile.Read(file), config.Model.ContextLength,
            new DecoderLimits { LongestChunk = 16, SmallestCapacity = 8 });
    }

    /// <summary>Every reference sample, each in a row of its own, side by side.</summary>
    private IDecoder Check(float tolerance = 1e-3f, int tokens = 24, Func<int, float>? shift = null)
    {
        var decoder = Open();
        _decoders.Add(decoder);
        var samples = JsonSerializer.Deserialize<SharedBufferDecoderTests.Sample[]>(
            File.ReadAllText(Path.Combine(_folder.Path, "expected.json")), JsonSerializerOptions.Web)!;
        var slots = Enumerable.Range(0, samples.Length).ToArray();
        var next = new int[samples.Length];
        foreach (var slot in slots)
        {
            var logits = decoder.Prefill(slot, samples[slot].Prompt, _run);
            for (var i = 0; i < samples[slot].LastLogitsFirst8.Length; i++)
                Assert.Equal(samples[slot].LastLogitsFirst8[i] + (shift?.Invoke(samples[slot].Prompt.Length) ?? 0), logits[i], tolerance);
            next[slot] = TensorPrimitives.IndexOfMax<float>(logits);
        }

        for (var step = 1; step < tokens; step++)
        {
            foreach (var slot in slots) Assert.Equal(samples[slot].Greedy[step - 1], next[slot]);
            decoder.Step(slots, next, _run);
            foreach (var slot in slots) next[slot] = TensorPrimitives.IndexOfMax<float>(decoder.Logits(slot));
        }

        return decoder;
    }
}
