using System.Text.Json;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Templates.Jinja;
using ChatBot.Inference.Templates.Jinja.Values;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Templates;

/// <summary>The exact prompts of ten model families (Reference/chat-templates/expected.json).</summary>
public sealed class ChatTemplateReferenceTests
{
    // The reference prompts were made with a function that gives this date in whatever form it is asked for.
    private static readonly TemplateFunction Today = new("strftime_now", (_, _) => "26 Jul 2024");

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Expected().RootElement.GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_interpreter_renders_the_prompt_or_refuses(int row)
    {
        var expected = Expected().RootElement[row];
        var template = new JinjaTemplate(SourceOf(expected));
        var variables = expected.EnumerateObject()
            .Where(pair => pair.Name is not ("template" or "rendered"))
            .Select(pair => KeyValuePair.Create(pair.Name, TemplateValues.From(pair.Value)))
            .Append(new("strftime_now", Today));

        if (expected.GetProperty("rendered").ValueKind == JsonValueKind.Null)
        {
            Assert.True(Assert.Throws<TemplateException>(() => template.Render(variables, TestClock.Instance)).IsRefusal);
        }
        else
        {
            Assert.Equal(expected.GetProperty("rendered").GetString(), template.Render(variables, TestClock.Instance));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_chat_renders_the_prompt(int row)
    {
        var expected = Expected().RootElement[row];
        var template = ChatTemplate.FromSource(
            SourceOf(expected),
            Tokenizers.Get("smollm2"),
            new Dictionary<string, object?>
            {
                ["bos_token"] = expected.GetProperty("bos_token").GetString(),
                ["eos_token"] = expected.GetProperty("eos_token").GetString(),
                ["strftime_now"] = Today,
            });
        var prompt = template.Render(Messages(expected.GetProperty("messages")), expected.GetProperty("add_generation_prompt").GetBoolean());

        if (expected.GetProperty("rendered").GetString() is { } rendered) Assert.Equal(rendered, prompt.Text);
        else Assert.Contains(expected.GetProperty("messages")[0].GetProperty("content").GetString()!, prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void SmolLM2_gets_its_default_system_message_and_turns()
    {
        var template = ChatTemplate.FromDirectory(ProjectRoot.Combine("models", "smollm2-135m-instruct"), Tokenizers.Get("smollm2"));

        Assert.Equal(
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
            + "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
            template.Render([new ChatMessage(ChatRole.User, "Hi")]).Text);
    }

    [Fact]
    public void Phi_3_as_downloaded_gets_its_prompt_and_its_ids()
    {
        var folder = ProjectRoot.Reference("chat-templates", "phi3-as-downloaded");
        var tokenizer = Tokenizers.Get("phi-3");
        var template = ChatTemplate.FromDirectory(folder, tokenizer);
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        foreach (var row in expected.RootElement.EnumerateArray())
        {
            var prompt = template.Render(Messages(row.GetProperty("messages")));

            Assert.Equal(row.GetProperty("prompt").GetString(), prompt.Text);
            Assert.Equal(row.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()), tokenizer.Encode(prompt));
        }
    }

    private static JsonDocument Expected() => JsonDocument.Parse(File.ReadAllText(ProjectRoot.Reference("chat-templates", "expected.json")));

    private static string SourceOf(JsonElement row) =>
        File.ReadAllText(ProjectRoot.Reference("chat-templates", row.GetProperty("template").GetString()!));

    private static IEnumerable<ChatMessage> Messages(JsonElement messages) => messages.EnumerateArray()
        .Select(message => new ChatMessage(new ChatRole(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString()));
}
