using System.Text.Json.Nodes;
using ChatBot.Inference.Models;

namespace ChatBot.Tests.Models;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void The_shipped_models_are_a_decoder_and_a_reader_without_a_problem()
    {
        var catalog = ModelCatalog.Scan(Path.Combine(ProjectRoot.Path, "models"));

        var decoder = Assert.Single(catalog, model => model.Name == "smollm2-135m-instruct");
        Assert.Equal((ModelKind.Decoder, null), (decoder.Kind, decoder.Problem));
        Assert.Equal("llama, context 8,192 tokens, 147 MB", decoder.Description);
        var reader = Assert.Single(catalog, model => model.Name == "minilm-squad2");
        Assert.Equal((ModelKind.Reader, null), (reader.Kind, reader.Problem));
    }

    [Fact]
    public void A_models_folder_that_is_not_there_is_an_empty_catalog() =>
        Assert.Empty(ModelCatalog.Scan(Path.Combine(_models.Path, "nowhere")));

    [Fact]
    public void One_broken_folder_does_not_hide_the_others()
    {
        Add("a-sound");
        File.Delete(Path.Combine(Add("b-broken"), "model.onnx"));
        Add("c-sound");

        var catalog = ModelCatalog.Scan(_models.Path);

        Assert.Equal(["a-sound", "b-broken", "c-sound"], catalog.Select(model => model.Name));
        Assert.Equal([true, false, true], catalog.Select(model => model.Problem is null));
    }

    [Theory]
    [InlineData("config.json", """{"architectures": [1, null]}""")]
    [InlineData("config.json", """{"architectures": ["LlamaForCausalLM"], "eos_token_id": ["two"]}""")]
    [InlineData("config.json", "[]")]
    [InlineData("genai_config.json", """{"model": {"decoder": {"inputs": 1}}}""")]
    [InlineData("genai_config.json", "null")]
    public void Whatever_stands_in_a_file_the_folder_is_described(string file, string content)
    {
        var folder = Add("strange");
        File.Delete(Path.Combine(folder, "genai_config.json"));
        File.WriteAllText(Path.Combine(folder, file), content);

        Assert.Equal("strange", Assert.Single(ModelCatalog.Scan(_models.Path)).Name);
    }

    [Fact]
    public void Whatever_bytes_are_damaged_in_a_graph_the_folder_is_described()
    {
        var file = Path.Combine(Add("damaged"), "model.onnx");
        var sound = File.ReadAllBytes(file);
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])sound.Clone();
            for (var i = 0; i < 20; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(file, bytes);
            Assert.Null(Record.Exception(() => ModelCatalog.Scan(_models.Path)));
        }
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("tokenizer.json")]
    public void A_missing_file_is_named(string file)
    {
        var folder = Add("tiny");
        File.Delete(Path.Combine(folder, file));

        var problem = ModelCatalog.Describe(folder).Problem;

        Assert.Equal(new ModelProblem($"tiny/{file}", "The file is missing.", "Download the model again; models/README.md lists the files a model needs."), problem);
    }

    [Fact]
    public void A_folder_without_template_or_tokenizer_configuration_says_so()
    {
        var folder = Add("tiny");
        File.Delete(Path.Combine(folder, "chat_template.jinja"));
        File.Delete(Path.Combine(folder, "tokenizer_config.json"));

        Assert.Equal("tiny/tokenizer_config.json", ModelCatalog.Describe(folder).Problem?.File);
    }

    [Fact]
    public void Truncated_weights_are_reported_with_both_lengths()
    {
        var folder = Add("tiny");
        using (var data = File.OpenWrite(Path.Combine(folder, "model.onnx.data"))) data.SetLength(1000);

        var problem = ModelCatalog.Describe(folder).Problem;

        Assert.Equal("tiny/model.onnx.data", problem?.File);
        Assert.Contains("1,000 bytes long, and the model needs 574,720", problem?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS placeholder")]
    [InlineData("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS placeholder")]
    [InlineData("model.onnx", "", "empty")]
    [InlineData("model.onnx", "<html>Not found</html>", "")]
    [InlineData("genai_config.json", "{", "not a valid genai configuration")]
    [InlineData("genai_config.json", "{}", "not a valid genai configuration")]
    [InlineData("genai_config.json", "[]", "not a valid genai configuration")]
    public void A_file_that_is_something_else_is_named(string file, string content, string reason)
    {
        var folder = Add("tiny");
        File.WriteAllText(Path.Combine(folder, file), content);

        var problem = ModelCatalog.Describe(folder).Problem;

        Assert.Equal($"tiny/{file}", problem?.File);
        Assert.Contains(reason, problem?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_cut_off_in_the_middle_is_reported()
    {
        var folder = Add("tiny");
        using (var graph = File.OpenWrite(Path.Combine(folder, "model.onnx"))) graph.SetLength(5000);

        Assert.Equal(("tiny/model.onnx", "It ends too early."), (ModelCatalog.Describe(folder).Problem?.File, ModelCatalog.Describe(folder).Problem?.Reason.ToString()));
    }

    [Theory]
    [InlineData("\"vision\": { \"filename\": \"vision.onnx\" },", "a model for pictures")]
    [InlineData("\"speech\": { \"filename\": \"speech.onnx\" },", "a model for speech")]
    [InlineData("\"encoder\": { \"filename\": \"encoder.onnx\" },", "an encoder with a decoder")]
    [InlineData("\"embedding\": { \"filename\": \"embedding.onnx\" },", "a graph of their own")]
    public void A_model_of_another_kind_is_named_as_what_it_is(string section, string reason)
    {
        var file = Path.Combine(Add("tiny"), "genai_config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"bos_token_id\"", section + "\"bos_token_id\"", StringComparison.Ordinal));

        var problem = Assert.Single(ModelCatalog.Scan(_models.Path)).Problem;

        Assert.Contains(reason, problem?.Reason, StringComparison.Ordinal);
        Assert.Contains("the export of a text model", problem?.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_graphs_is_named_as_what_it_is()
    {
        var file = Path.Combine(Add("tiny"), "genai_config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"filename\"", "\"pipeline\": [{ \"embeddings\": {} }], \"filename\"", StringComparison.Ordinal));

        Assert.Contains("a chain of several graphs", Assert.Single(ModelCatalog.Scan(_models.Path)).Problem?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"block_table\": \"block_table\",", "divided into pages")]
    public void A_cache_of_another_kind_is_named_as_what_it_is(string member, string reason)
    {
        var file = Path.Combine(Add("tiny"), "genai_config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"input_ids\":", member + "\"input_ids\":", StringComparison.Ordinal));

        Assert.Contains(reason, Assert.Single(ModelCatalog.Scan(_models.Path)).Problem?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "onnx/model_q4.onnx")]
    [InlineData("fp16", "onnx/model_fp16.onnx")]
    [InlineData("INT8", "onnx/model_int8.onnx")]
    [InlineData("model", "onnx/model.onnx")]
    public void Of_several_precisions_one_is_taken_or_the_one_that_is_asked_for(string? variant, string file)
    {
        var folder = AddCommunity("tiny", "model", "model_fp16", "model_int8", "model_q4", "model_q4f16");

        var model = ModelCatalog.Describe(folder, variant);

        Assert.Equal((file, null), (model.OnnxFile.Replace('\\', '/'), model.Problem));
        Assert.Equal(variant is null ? "tiny" : $"tiny:{variant}", model.Name);
        Assert.Equal(new FileInfo(Path.Combine(folder, file)).Length + new FileInfo(Path.Combine(folder, "onnx", "model.onnx.data")).Length, model.WeightBytes);
    }

    [Theory]
    [InlineData("model_quantized", "model", "model_quantized")]
    [InlineData("model", "model", "model_fp16")]
    [InlineData("model_q4f16", "model_q4f16", "model_bnb4")]
    [InlineData("decoder", "decoder")]
    public void The_precision_that_suits_a_processor_best_is_the_usual_choice(string expected, params string[] files) =>
        Assert.Equal($"{expected}.onnx", Path.GetFileName(ModelCatalog.Describe(AddCommunity("tiny", files)).OnnxFile));

    [Fact]
    public void A_precision_that_is_not_there_is_refused_with_those_that_are()
    {
        var problem = ModelCatalog.Describe(AddCommunity("tiny", "model_q4", "model_fp16"), "int4").Problem;

        Assert.Equal("The folder has no ONNX file called int4; it has q4, fp16.", problem?.Reason.ToString());
        Assert.Contains("no ONNX file", ModelCatalog.Describe(AddCommunity("none")).Problem?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_miss_beside_a_graph_in_a_subfolder_are_named()
    {
        var folder = AddCommunity("tiny", "model_q4");
        File.Delete(Path.Combine(folder, "onnx", "model.onnx.data"));

        Assert.Equal("tiny/onnx/model.onnx.data", ModelCatalog.Describe(folder).Problem?.File.Replace('\\', '/'));
    }

    [Theory]
    [InlineData("{\"architectures\":[\"T5ForConditionalGeneration\"],\"is_encoder_decoder\":true}", "an encoder with a decoder")]
    [InlineData("{\"architectures\":[\"Gemma3ForConditionalGeneration\"],\"vision_config\":{}}", "a model for pictures and text")]
    [InlineData("{\"architectures\":[\"WhisperForConditionalGeneration\"],\"model_type\":\"whisper\",\"is_encoder_decoder\":true}", "a model for speech and text")]
    [InlineData("{\"architectures\":[\"BertModel\"]}", "By its architecture, BertModel,")]
    [InlineData("{}", "neither a decoder nor")]
    public void A_model_of_another_kind_from_the_hub_is_named_as_what_it_is(string config, string reason)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, "other")).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), config);

        Assert.Contains(reason, ModelCatalog.Describe(folder).Problem?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_export_leaves_open_or_adds_changes_nothing()
    {
        var folder = Add("tiny");
        var before = GenAiConfig.Load(folder);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "genai_config.json")))!;
        foreach (var name in new[] { "temperature", "top_k", "top_p", "repetition_penalty", "no_repeat_ngram_size", "do_sample", "chunk_size", "num_beams" })
            json["search"]![name] = null;
        json["model"]!["vision"] = null;
        json["model"]!["type"] = null;
        json["model"]!["decoder"]!["head_size"] = null;
        json["model"]!["decoder"]!["inputs"]!["position_ids"] = null;
        json["model"]!["decoder"]!["session_options"] = JsonNode.Parse(
            """{ "graph_optimization_level": "ORT_ENABLE_ALL", "custom_ops_library": null, "provider_options": [{ "cuda": { "enable_cuda_graph": "0" } }] }""");
        json["model"]!["decoder"]!["sliding_window"] = JsonNode.Parse("""{ "window_size": 512, "layers": [0, 2], "cache_slack": 0, "slide_inputs": false }""");
        json["engine"] = JsonNode.Parse("""{ "dynamic_batching": { "block_size": 16 } }""");
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), json.ToJsonString());

        var config = GenAiConfig.Load(folder);

        Assert.Null(ModelCatalog.Describe(folder).Problem);
        Assert.Equal((1.0, 50, 1.0, 1.0), (config.Search.Temperature, config.Search.TopK, config.Search.TopP, config.Search.RepetitionPenalty));
        Assert.Equal("position_ids", config.Model.Decoder.Inputs.PositionIds);
        Assert.Equal(before.Model.EosTokenId, config.Model.EosTokenId);
        Assert.Equal(before.Model.ContextLength, config.Model.ContextLength);
    }

    [Theory]
    [InlineData("512.0", 512)]
    [InlineData("1e12", int.MaxValue)]
    public void A_whole_number_may_be_written_in_any_way(string written, int read)
    {
        var folder = Add("tiny");
        Rewrite(folder, "\"context_length\": 256", $"\"context_length\": {written}");

        Assert.Equal(read, GenAiConfig.Load(folder).Model.ContextLength);
    }

    [Theory]
    [InlineData("\"top_k\": 50", "\"top_k\": 1.5", "search.top_k is of another kind")]
    [InlineData("\"temperature\": 1.0", "\"temperature\": \"warm\"", "search.temperature is of another kind")]
    [InlineData("\"eos_token_id\": 2", "\"eos_token_id\": [[2]]", "model.eos_token_id is of another kind")]
    public void A_value_of_the_wrong_kind_is_named(string from, string to, string reason)
    {
        var folder = Add("tiny");
        Rewrite(folder, from, to);

        Assert.Contains(reason, ModelCatalog.Describe(folder).Problem?.Reason, StringComparison.Ordinal);
    }

    private static void Rewrite(string folder, string from, string to)
    {
        var file = Path.Combine(folder, "genai_config.json");
        var text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_no_model_says_what_belongs_there()
    {
        Directory.CreateDirectory(Path.Combine(_models.Path, "photos"));

        var model = Assert.Single(ModelCatalog.Scan(_models.Path));

        Assert.Equal(ModelKind.Unknown, model.Kind);
        Assert.Contains("genai_config.json", model.Problem?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_models_folder_is_found_above_the_program() =>
        Assert.Equal(Path.Combine(ProjectRoot.Path, "models"), ModelCatalog.Locate("models"));

    /// <summary>The tiny llama as onnx-community's repositories are.</summary>
    private string AddCommunity(string name, params string[] variants)
    {
        var folder = Add(name);
        var inner = Directory.CreateDirectory(Path.Combine(folder, "onnx")).FullName;
        foreach (var variant in variants) File.Copy(Path.Combine(folder, "model.onnx"), Path.Combine(inner, $"{variant}.onnx"));
        File.Move(Path.Combine(folder, "model.onnx.data"), Path.Combine(inner, "model.onnx.data"));
        File.Delete(Path.Combine(folder, "model.onnx"));
        File.Delete(Path.Combine(folder, "genai_config.json"));
        File.WriteAllText(Path.Combine(folder, "config.json"), "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\",\"max_position_embeddings\":512}");
        return folder;
    }

    private string Add(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, name)).FullName;
        foreach (var file in Directory.GetFiles(TestModels.Tiny("llama"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
