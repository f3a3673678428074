using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Generation;

/// <summary>
/// A directory laid out as Phi-3-mini is when it is downloaded: a graph of 4 bits with a name of its own, three end tokens, the template inside
/// <c>tokenizer_config.json</c>, the real vocabulary.
/// </summary>
public sealed class DownloadedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestModels.CopyOf(TestModels.Tiny("phi3-as-downloaded"));

    public DownloadedModelTests()
    {
        File.Copy(ProjectRoot.Reference("tokenizers", "phi-3", "tokenizer.json"), Path.Combine(_folder.Path, "tokenizer.json"));
        File.Copy(ProjectRoot.Reference("chat-templates", "phi3-as-downloaded", "tokenizer_config.json"), Path.Combine(_folder.Path, "tokenizer_config.json"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}", "It has no chat_template, and there is no chat_template.jinja beside it.", "version for chats")]
    [InlineData("""{"chat_template": "{% if x %}"}""", "The chat template cannot be used, the template ends where 'endif' is missing (line 1).", "Download the file again")]
    [InlineData("""{"chat_template": 1}""", "Its chat_template is neither a text nor a list", "Download the file again")]
    public void A_model_without_a_usable_template_says_so_and_what_helps(string config, string reason, string remedy)
    {
        using var folder = TestModels.CopyOf(TestModels.Tiny("llama"));
        File.Delete(Path.Combine(folder.Path, "chat_template.jinja"));
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer_config.json"), config);

        var problem = Assert.Throws<ModelUnavailableException>(() => TestModels.Load(folder.Path)).Problem;

        Assert.StartsWith(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_the_reference_prompts_and_writes_the_reference_answers()
    {
        var expected = JsonSerializer.Deserialize<Expected[]>(
            File.ReadAllText(ProjectRoot.Reference("chat-templates", "phi3-as-downloaded", "expected.json")), JsonSerializerOptions.Web)!;
        await using var client = Load();
        foreach (var one in expected)
        {
            var answer = await client.GetResponseAsync(one.Messages.Select(message => new ChatMessage(new ChatRole(message.Role), message.Content)),
                new() { MaxOutputTokens = one.Greedy.Length, Temperature = 0 }, TestContext.Current.CancellationToken);

            Assert.Equal(one.PromptIds.Length, answer.Usage?.InputTokenCount);
            // At 4 bits a near-tie may fall the other way on another processor: the beginning is the same everywhere.
            Assert.Equal(one.Decoded[..12], answer.Text[..12]);
        }
    }

    [Fact]
    public async Task It_tells_its_name_its_size_and_its_context()
    {
        var model = ModelCatalog.Describe(_folder.Path);
        await using var client = Load();

        Assert.Equal(("phi3-mini-4k-instruct-cpu-int4-rtn-block-32-acc-level-4.onnx", ModelKind.Decoder), (model.OnnxFile, model.Kind));
        Assert.InRange(model.WeightBytes, 5_000_000, 5_100_000);
        Assert.Equal(4096, client.Defaults.ContextLength);
    }

    [Theory]
    [InlineData("[32000, 32001, 32007]", null, new[] { 32000, 32001, 32007 })]
    [InlineData("32000", null, new[] { 32000, 32007 })]
    [InlineData("32000", "[32000, 32001]", new[] { 32000, 32001, 32007 })]
    [InlineData("null", null, new[] { 32007 })]
    [InlineData("[]", "32001", new[] { 32001, 32007 })]
    public void End_tokens_come_from_every_file_that_names_some(string genai, string? generation, int[] ends)
    {
        var file = Path.Combine(_folder.Path, "genai_config.json");
        var text = File.ReadAllText(file);
        var (start, end) = (text.IndexOf('[', text.IndexOf("eos_token_id", StringComparison.Ordinal)), text.IndexOf(']', text.IndexOf("eos_token_id", StringComparison.Ordinal)));
        File.WriteAllText(file, text[..start] + genai + text[(end + 1)..]);
        if (generation is not null) File.WriteAllText(Path.Combine(_folder.Path, "generation_config.json"), $$"""{"eos_token_id": {{generation}}}""");
        var tokenizer = TokenizerJson.Load(Path.Combine(_folder.Path, "tokenizer.json"));

        var found = EndTokens.Find(_folder.Path, GenAiConfig.Load(_folder.Path), tokenizer, ChatTemplate.FromDirectory(_folder.Path, tokenizer));

        Assert.Equal(ends, found.Order());
    }

    [Theory]
    [InlineData("tokenizer_config.json", "{", "not valid JSON")]
    [InlineData("tokenizer_config.json", "{}", "no chat_template")]
    [InlineData("chat_template.jinja", "{% for %}", "cannot be used")]
    [InlineData("chat_template.json", """{"chat_template": "{% for %}"}""", "cannot be used")]
    [InlineData("genai_config.json", "{}", "required properties")]
    [InlineData("tokenizer.json", "", "empty")]
    public void A_damaged_file_is_named(string file, string content, string reason)
    {
        File.WriteAllText(Path.Combine(_folder.Path, file), content);

        var refused = Assert.Throws<ModelUnavailableException>(() => Load());

        Assert.EndsWith($"/{file}", refused.Problem.File, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Problem.Reason, StringComparison.Ordinal);
    }

    private OnnxChatClient Load() => TestModels.Load(_folder.Path);

    private sealed record Expected(
        Said[] Messages, [property: JsonPropertyName("prompt_ids")] int[] PromptIds, int[] Greedy, string Decoded);

    private sealed record Said(string Role, string Content);
}
