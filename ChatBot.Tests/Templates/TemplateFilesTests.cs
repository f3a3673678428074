using ChatBot.Inference.Templates;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Templates;

public sealed class TemplateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_file_beside_the_model_goes_before_the_configuration()
    {
        Write("chat_template.jinja", "file {{ bos_token }}");
        Write("tokenizer_config.json", """{"chat_template": "config", "bos_token": {"content": "<s>", "lstrip": false}}""");

        Assert.Equal("file <s>", Render());
    }

    [Fact]
    public void A_list_of_templates_gives_the_default_one_and_one_for_tools()
    {
        Write("tokenizer_config.json", """
            {"chat_template": [{"name": "tool_use", "template": "tools {{ tools[0].function.name }}"}, {"name": "default", "template": "plain"}],
             "eos_token": null}
            """);

        Assert.Equal("plain", Render());
        var tools = new Dictionary<string, object?> { ["tools"] = new[] { AIFunctionFactory.Create(() => 1, "look_up") } };
        Assert.Equal("tools look_up", Load().Render([new ChatMessage(ChatRole.User, "x")], extras: tools).Text);
    }

    [Theory]
    [InlineData(null, "tokenizer_config.json")]
    [InlineData("{}", "no chat_template")]
    [InlineData("{\"chat_template\": null}", "no chat_template")]
    [InlineData("{\"chat_template\": [{\"name\": \"rag\", \"template\": \"x\"}]}", "named 'default'")]
    [InlineData("{\"chat_template\": 5}", "neither a text nor a list")]
    [InlineData("{\"chat_template\": \"{% if %}\"}", "Expected an expression")]
    [InlineData("{\"chat_template\": \"x\"", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    public void What_is_missing_or_damaged_is_told_with_the_files_name(string? config, string reason)
    {
        if (config is not null) Write("tokenizer_config.json", config);

        var error = Assert.Throws<InvalidDataException>(Load);
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Todays_date_comes_from_the_clock()
    {
        Write("chat_template.jinja", "{{ strftime_now('%d %b %Y') }}");

        Assert.Equal("26 Jul 2024", Render());
    }

    private string Render() => Load().Render([new ChatMessage(ChatRole.User, "x")]).Text;

    private ChatTemplate Load() => ChatTemplate.FromDirectory(_folder, Tokenizers.Get("smollm2"), TestClock.Instance);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
