using System.Diagnostics;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Models;

/// <summary>The real script against a small hub on this machine.</summary>
public sealed class FetchTests : IAsyncLifetime
{
    private const string Phi = "microsoft/Phi-3-mini-4k-instruct-onnx", PhiFolder = "cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4";

    private readonly TemporaryFolder _models = new();
    private FakeHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        File.Copy(ProjectRoot.Combine("models", "fetch.sh"), Path.Combine(_models.Path, "fetch.sh"));
        _hub = await FakeHub.StartAsync();
        _hub.Add(Phi, TestModels.Tiny("llama"), name => $"{PhiFolder}/{name}");
        _hub.Add(Phi, "README.md", "# Phi"u8.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task A_model_that_was_fetched_answers()
    {
        var (code, output) = await FetchAsync("--yes", "phi-3-mini-4k-instruct");

        Assert.True(code == 0, output);
        Assert.Contains("Memory when it runs: about", output, StringComparison.Ordinal);
        Assert.Contains("./run.sh --model phi-3-mini-4k-instruct", output, StringComparison.Ordinal);
        var model = Assert.Single(ModelCatalog.Scan(_models.Path));
        Assert.Equal(("phi-3-mini-4k-instruct", null), (model.Name, model.Problem));
        await using var client = TestModels.Load(model.FullPath);
        var answer = await client.GetResponseAsync("Hi", new() { MaxOutputTokens = 3 }, TestContext.Current.CancellationToken);
        Assert.Equal(3, answer.Usage?.OutputTokenCount);

        Assert.Contains("is there already", (await FetchAsync("--yes", "phi-3-mini-4k-instruct")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_was_cut_off_goes_on_where_it_stopped()
    {
        const int half = 100_000;
        _hub.CutOff = ("model.onnx.data", half);

        var (code, output) = await FetchAsync("--yes", "phi-3-mini-4k-instruct");

        Assert.True(code == 0, output);
        var asked = _hub.Served.Where(file => file.Path.EndsWith("model.onnx.data", StringComparison.Ordinal)).Select(file => file.From).ToList();
        Assert.Equal(0, asked[0]);
        Assert.InRange(asked[^1], 1, half);
        Assert.Equal(File.ReadAllBytes(Path.Combine(TestModels.Tiny("llama"), "model.onnx.data")),
            File.ReadAllBytes(Path.Combine(_models.Path, "phi-3-mini-4k-instruct", "model.onnx.data")));
    }

    [Fact]
    public async Task What_is_complete_is_not_downloaded_again_by_another_run()
    {
        var partial = Directory.CreateDirectory(Path.Combine(_models.Path, ".phi-3-mini-4k-instruct.partial")).FullName;
        File.WriteAllText(Path.Combine(partial, "revision"), FakeHub.Revision);
        File.Copy(Path.Combine(TestModels.Tiny("llama"), "tokenizer.json"), Path.Combine(partial, "tokenizer.json"));
        var weights = File.ReadAllBytes(Path.Combine(TestModels.Tiny("llama"), "model.onnx.data"));
        File.WriteAllBytes(Path.Combine(partial, "model.onnx.data.part"), weights[..5000]);
        Assert.Empty(ModelCatalog.Scan(_models.Path));

        var (code, output) = await FetchAsync("--yes", "phi-3-mini-4k-instruct");

        Assert.True(code == 0, output);
        Assert.Contains("still of", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_hub.Served, file => file.Path.EndsWith("/tokenizer.json", StringComparison.Ordinal));
        Assert.Contains(_hub.Served, file => file.Path.EndsWith("/model.onnx.data", StringComparison.Ordinal) && file.From == 5000);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(_models.Path, "phi-3-mini-4k-instruct", "model.onnx.data")));
    }

    [Fact]
    public async Task Files_that_are_not_what_the_hub_promised_never_become_a_model()
    {
        _hub.IsHonest = false;

        var (code, output) = await FetchAsync("--yes", "phi-3-mini-4k-instruct");

        Assert.NotEqual(0, code);
        Assert.Contains("is not what the hub says it is", output, StringComparison.Ordinal);
        Assert.Empty(ModelCatalog.Scan(_models.Path));
    }

    [Fact]
    public async Task Nothing_is_downloaded_unasked()
    {
        var (code, output) = await FetchAsync("phi-3-mini-4k-instruct");

        Assert.NotEqual(0, code);
        Assert.Contains("Download: 1", output, StringComparison.Ordinal);
        Assert.Contains("add --yes", output, StringComparison.Ordinal);
        Assert.Empty(_hub.Served);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_anything_is_downloaded()
    {
        var tools = Directory.CreateDirectory(Path.Combine(_models.Path, ".tools")).FullName;
        File.WriteAllText(Path.Combine(tools, "df"), "#!/bin/sh\necho Filesystem 1024-blocks Used Available\necho disk 10 9 1\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(tools, "df"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (code, output) = await FetchAsync(tools, "--yes", "phi-3-mini-4k-instruct");

        Assert.NotEqual(0, code);
        Assert.Contains("Make room", output, StringComparison.Ordinal);
        Assert.Empty(_hub.Served);
    }

    [Fact]
    public async Task A_graph_apart_from_its_tokenizer_comes_with_its_weights_and_nothing_else()
    {
        const string repository = "onnx-community/Qwen2.5-0.5B-Instruct";
        using var changed = TestModels.CopyOf(TestModels.Tiny("qwen2"));
        OnnxEdit.Change(Path.Combine(changed.Path, "model.onnx"), graph => graph.MoveWeights(changed.Path, "model_q4.onnx_data", _ => true));
        _hub.Add(repository, changed.Path, name => name switch
        {
            "model.onnx" => "onnx/model_q4.onnx",
            "model_q4.onnx_data" => "onnx/model_q4.onnx_data",
            "genai_config.json" or "model.onnx.data" or "expected.json" => null,
            _ => name,
        });
        _hub.Add(repository, "onnx/model_fp16.onnx", new byte[5000]);
        _hub.Add(repository, "pytorch_model.bin", new byte[5000]);
        _hub.Add(repository, "config.json", """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64,
             "max_position_embeddings": 256, "eos_token_id": 2}
            """u8.ToArray());

        var (code, output) = await FetchAsync("--yes", "qwen2.5-0.5b-instruct");

        Assert.True(code == 0, output);
        var model = Assert.Single(ModelCatalog.Scan(_models.Path));
        Assert.Equal(("model_q4.onnx", null), (model.OnnxFile, model.Problem));
        Assert.Equal(["SHA256SUMS", "chat_template.jinja", "config.json", "model_q4.onnx", "model_q4.onnx_data", "tokenizer.json", "tokenizer_config.json"],
            Directory.GetFiles(model.FullPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using var client = TestModels.Load(model.FullPath);
        Assert.Equal(2, (await client.GetResponseAsync("Hi", new() { MaxOutputTokens = 2 }, TestContext.Current.CancellationToken)).Usage?.OutputTokenCount);
    }

    [Fact]
    public async Task A_reader_comes_from_another_repository_where_the_first_lacks_a_file()
    {
        _hub.Add("deepset/roberta-base-squad2", TestModels.Tiny("roberta-qa"), name => name == "tokenizer.json" ? null : name == "model.onnx" ? "onnx/model.onnx" : name);
        _hub.Add("optimum/roberta-base-squad2", TestModels.Tiny("roberta-qa"), name => name);

        var (code, output) = await FetchAsync("--yes", "roberta-base-squad2");

        Assert.True(code == 0, output);
        Assert.Contains("optimum/roberta-base-squad2", output, StringComparison.Ordinal);
        var model = Assert.Single(ModelCatalog.Scan(_models.Path));
        Assert.Equal((ModelKind.Reader, null), (model.Kind, model.Problem));
    }

    [Fact]
    public async Task Any_repository_can_be_named()
    {
        var (code, output) = await FetchAsync("--yes", "--from", Phi, PhiFolder, "mine");

        Assert.True(code == 0, output);
        Assert.Equal("mine", Assert.Single(ModelCatalog.Scan(_models.Path)).Name);
    }

    [Theory]
    [InlineData("There is no model 'gpt'", "gpt")]
    [InlineData("lacks the files of a model", "--from", "nobody/nothing", "x")]
    [InlineData("cannot be a folder's name", "--from", Phi, PhiFolder, "../x")]
    public async Task What_cannot_be_fetched_is_told(string reason, params string[] arguments)
    {
        var (code, output) = await FetchAsync(["--yes", .. arguments]);

        Assert.NotEqual(0, code);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Empty(ModelCatalog.Scan(_models.Path));
    }

    /// <summary>Runs the script; a first argument that is a folder goes before the others on the path.</summary>
    private async Task<(int Code, string Output)> FetchAsync(params string[] arguments)
    {
        var tools = arguments.FirstOrDefault(Path.IsPathRooted);
        var start = new ProcessStartInfo("bash", [Path.Combine(_models.Path, "fetch.sh"), .. arguments.Where(argument => argument != tools)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HF_ENDPOINT"] = _hub.Address;
        start.Environment["FETCH_PAUSE"] = "0";
        start.Environment["no_proxy"] = "127.0.0.1";
        if (tools is not null) start.Environment["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
