using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// What <see cref="ChatOptions"/> say beside sampling. Asking for what a model that only writes text cannot promise is refused rather than
/// ignored. What only hints is ignored: the conversation id (all of a conversation is in its messages), background responses, several tool calls at
/// once, the makers of raw requests.
/// </summary>
internal static class RequestOptions
{
    /// <summary>A dictionary of further template variables, under this key of <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    public const string TemplateVariablesKey = "chat_template_kwargs";

    /// <exception cref="NotSupportedException">They ask for tools, for a structured answer, or to go on with an answer in the background.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The longest answer is shorter than one token.</exception>
    public static void Check(ChatOptions? options)
    {
        if (options is null) return;
        if (options.MaxOutputTokens < 1) throw new ArgumentOutOfRangeException(nameof(options), "max_tokens must be 1 or more.");
        if (options.ResponseFormat is not (null or ChatResponseFormatText))
            throw new NotSupportedException("This model writes plain text: a response format other than text cannot be promised.");
        if (options.Tools is { Count: > 0 } && options.ToolMode is not NoneChatToolMode)
            throw new NotSupportedException("This model writes plain text: it cannot call tools.");
#pragma warning disable MEAI001 // Whoever sets it means it.
        if (options.ContinuationToken is not null)
            throw new NotSupportedException("Answers are not kept in the background: an answer is gone on with by sending the conversation again, the answer last.");
#pragma warning restore MEAI001
    }

    /// <summary>Whether the caller wants to see what the model thinks.</summary>
    public static bool ShowsThoughts(ChatOptions? options) => options?.Reasoning?.Output != ReasoningOutput.None;

    /// <summary>The conversation, after the instructions where the options have some.</summary>
    /// <exception cref="ArgumentException">There is no message.</exception>
    /// <exception cref="NotSupportedException">A message has a picture or another file.</exception>
    public static IReadOnlyList<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<ChatMessage> all = [.. messages];
        if (all.Count == 0) throw new ArgumentException("There is no message to answer.", nameof(messages));
        if (all.Exists(message => message.Contents.Any(content => content is DataContent or UriContent or HostedFileContent)))
            throw new NotSupportedException("This model reads text only: leave pictures and other files out of the messages.");
        if (!string.IsNullOrWhiteSpace(options?.Instructions)) all.Insert(0, new ChatMessage(ChatRole.System, options.Instructions));
        return all;
    }

    /// <summary>
    /// Variables for the template: those under <see cref="TemplateVariablesKey"/>, and <c>enable_thinking</c>, <c>thinking</c> (templates ask for
    /// either) and <c>reasoning_effort</c> as <see cref="ChatOptions.Reasoning"/> says.
    /// </summary>
    /// <exception cref="ArgumentException">What stands under the key is no dictionary.</exception>
    public static IReadOnlyDictionary<string, object?>? TemplateVariables(ChatOptions? options)
    {
        Dictionary<string, object?> variables = new(StringComparer.Ordinal);
        if (options?.Reasoning?.Effort is { } effort)
        {
            variables["enable_thinking"] = variables["thinking"] = effort != ReasoningEffort.None;
            variables["reasoning_effort"] = effort switch
            {
                ReasoningEffort.None or ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                _ => "high",
            };
        }

        foreach (var (name, value) in Given(options?.AdditionalProperties?.GetValueOrDefault(TemplateVariablesKey))) variables[name] = value;
        return variables.Count > 0 ? variables : null;
    }

    // Requests from outside bring them as JSON.
    private static IEnumerable<KeyValuePair<string, object?>> Given(object? variables) => variables switch
    {
        null => [],
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs,
        JsonElement { ValueKind: JsonValueKind.Null } => [],
        JsonElement { ValueKind: JsonValueKind.Object } json => json.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, (object?)pair.Value)),
        JsonObject json => json.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)),
        _ => throw new ArgumentException($"{TemplateVariablesKey} must be a dictionary of names and values."),
    };
}
