using System.Text.Json;
using ChatBot.Inference.Templates.Jinja.Values;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Templates;

/// <summary>One message as templates see it.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Text">Its text, all parts one after the other.</param>
internal sealed record TemplateMessage(string Role, string Text)
{
    /// <summary>Further members, such as <c>tool_calls</c>.</summary>
    public IReadOnlyDictionary<string, object?> Extras { get; init; } = new Dictionary<string, object?>();

    /// <summary>Whether the model wrote it.</summary>
    public bool IsAnswer => Role == ChatRole.Assistant.Value;

    public bool IsSystem => Role == ChatRole.System.Value;

    public bool IsUser => Role == ChatRole.User.Value;
}

/// <summary>Turns chat messages into messages of a template.</summary>
internal static class TemplateMessages
{
    public static List<TemplateMessage> From(IEnumerable<ChatMessage> messages) => [.. messages.SelectMany(From)];

    /// <summary>
    /// For templates that refuse system messages or leave them out: each one goes in front of the next message of a user, or
    /// becomes one itself.
    /// </summary>
    public static List<TemplateMessage> FoldSystem(IReadOnlyList<TemplateMessage> messages)
    {
        var result = new List<TemplateMessage>();
        var waiting = new List<string>();
        foreach (var message in messages)
        {
            if (message.IsSystem)
            {
                waiting.Add(message.Text);
            }
            else if (message.IsUser && waiting.Count > 0)
            {
                result.Add(message with { Text = string.Join("\n\n", waiting.Append(message.Text)) });
                waiting.Clear();
            }
            else
            {
                result.Add(message);
            }
        }

        if (waiting.Count > 0) result.Add(new TemplateMessage(ChatRole.User.Value, string.Join("\n\n", waiting)));
        return result;
    }

    /// <summary>For templates that insist on turns: neighbours of one role become one message.</summary>
    public static List<TemplateMessage> JoinNeighbours(IReadOnlyList<TemplateMessage> messages)
    {
        var result = new List<TemplateMessage>();
        foreach (var message in messages)
        {
            if (result.Count > 0 && result[^1].Role == message.Role && result[^1].Extras.Count == 0 && message.Extras.Count == 0)
            {
                result[^1] = message with { Text = $"{result[^1].Text}\n\n{message.Text}" };
            }
            else
            {
                result.Add(message);
            }
        }

        return result;
    }

    private static IEnumerable<TemplateMessage> From(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
        {
            yield return new TemplateMessage(ChatRole.Tool.Value, Text(result.Result))
            {
                Extras = new Dictionary<string, object?> { ["tool_call_id"] = result.CallId },
            };
        }

        if (results.Count > 0 && message.Text.Length == 0) yield break;
        var extras = new Dictionary<string, object?>();
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToList();
        if (calls.Count > 0) extras["tool_calls"] = calls;
        var reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        if (reasoning.Length > 0) extras["reasoning_content"] = extras["reasoning"] = extras["thinking"] = reasoning; // Templates ask for one of them.
        if (message.AuthorName is { Length: > 0 } name) extras["name"] = name;
        yield return new TemplateMessage(message.Role.Value, message.Text) { Extras = extras };
    }

    private static TemplateDict Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new TemplateDict
        {
            ["name"] = call.Name,
            ["arguments"] = TemplateValues.FromPairs(call.Arguments ?? new Dictionary<string, object?>()),
        },
    };

    private static string Text(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString() ?? "",
        _ => JsonSerializer.Serialize(result),
    };
}
