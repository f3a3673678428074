using System.Text.Json;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Templates.Jinja;

namespace ChatBot.Tests.Templates;

/// <summary>
/// Some 600 small templates, each using a corner of the language, against what Jinja2 3.1.6's sandbox answered
/// (Reference/chat-templates/jinja.json).
/// </summary>
public sealed class JinjaReferenceTests
{
    private static readonly JsonDocument Reference =
        JsonDocument.Parse(File.ReadAllText(ProjectRoot.Reference("chat-templates", "jinja.json")));

    private static readonly KeyValuePair<string, object?>[] Variables =
        [.. Reference.RootElement.GetProperty("variables").EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, TemplateValues.From(pair.Value)))];

    [Fact]
    public void Every_template_renders_as_in_Jinja2()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var row in Reference.RootElement.GetProperty("cases").EnumerateArray().Where(row => row.TryGetProperty("rendered", out _)))
        {
            count++;
            var template = row.GetProperty("template").GetString()!;
            var expected = row.GetProperty("rendered").GetString();
            var actual = Render(template);
            if (actual != expected) wrong.Add($"{template}\n  expected {expected}\n  actual   {actual}");
        }

        Assert.True(count > 400);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_template_that_Jinja2_refuses_is_refused()
    {
        var wrong = new List<string>();
        foreach (var row in Reference.RootElement.GetProperty("cases").EnumerateArray().Where(row => row.TryGetProperty("error", out _)))
        {
            var template = row.GetProperty("template").GetString()!;
            var actual = Render(template);
            if (!actual.StartsWith("error: ", StringComparison.Ordinal)) wrong.Add($"{template}\n  gave {actual}");

            // Where the message is about the template's own names or words, it is the same.
            var error = row.GetProperty("error");
            if (error.ValueKind == JsonValueKind.String && actual != $"error: {error.GetString()}") wrong.Add($"{template}\n  {actual}");
        }

        Assert.Empty(wrong);
    }

    private static string Render(string template)
    {
        try
        {
            return new JinjaTemplate(template).Render(Variables, TestClock.Instance);
        }
        catch (TemplateException e)
        {
            return $"error: {e.Message}";
        }
    }
}
