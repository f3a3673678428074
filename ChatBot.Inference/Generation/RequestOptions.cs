using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// What <see cref="ChatOptions"/> say beside sampling. Asking for what a model that only writes text cannot promise is refused rather than
/// ignored; what only hints (conversation id, background responses) is ignored.
/// </summary>
internal static class RequestOptions
{
    /// <summary>A dictionary of further template variables, under this key of <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    public const string TemplateVariablesKey = "chat_template_kwargs";

    /// <exception cref="NotSupportedException">They ask for tools or for a structured answer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The longest answer is shorter than one token.</exception>
    public static void Check(ChatOptions? options)
    {
        if (options is null) return;
        if (options.MaxOutputTokens < 1) throw new ArgumentOutOfRangeException(nameof(options), "max_tokens must be 1 or more.");
        if (options.ResponseFormat is not (null or ChatResponseFormatText))
            throw new NotSupportedException("This model writes plain text: a response format other than text cannot be promised.");
        if (options.Tools is { Count: > 0 } && options.ToolMode is not NoneChatToolMode)
            throw new NotSupportedException("This model writes plain text: it cannot call tools.");
    }

    /// <summary>The conversation, after the instructions where the options have some.</summary>
    /// <exception cref="ArgumentException">There is no message.</exception>
    public static IReadOnlyList<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<ChatMessage> all = [.. messages];
        if (all.Count == 0) throw new ArgumentException("There is no message to answer.", nameof(messages));
        if (!string.IsNullOrWhiteSpace(options?.Instructions)) all.Insert(0, new ChatMessage(ChatRole.System, options.Instructions));
        return all;
    }

    /// <summary>
    /// Variables for the template: those under <see cref="TemplateVariablesKey"/>, and <c>enable_thinking</c> and <c>reasoning_effort</c> as
    /// <see cref="ChatOptions.Reasoning"/> says.
    /// </summary>
    public static IReadOnlyDictionary<string, object?>? TemplateVariables(ChatOptions? options)
    {
        Dictionary<string, object?> variables = new(StringComparer.Ordinal);
        if (options?.Reasoning?.Effort is { } effort)
        {
            variables["enable_thinking"] = effort != ReasoningEffort.None;
            variables["reasoning_effort"] = effort switch
            {
                ReasoningEffort.None or ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                _ => "high",
            };
        }

        if (options?.AdditionalProperties?.TryGetValue(TemplateVariablesKey, out IEnumerable<KeyValuePair<string, object?>>? given) == true)
        {
            foreach (var (name, value) in given!) variables[name] = value;
        }

        return variables.Count > 0 ? variables : null;
    }
}
