using Microsoft.Extensions.AI;

namespace ChatBot.Web.Conversations;

/// <summary>Turns a conversation into what the model reads.</summary>
internal static class Prompt
{
    /// <summary>
    /// The system prompt, then every question with the answer it got. Answers without text (failed or stopped before the first word)
    /// are left out; a stopped answer counts as far as it came. An answer at the end is one to be continued, and only there does the model read what it
    /// thought.
    /// </summary>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="settings">Where the system prompt comes from.</param>
    /// <param name="overrides">What the chat does otherwise.</param>
    public static List<ChatMessage> From(IEnumerable<Message> messages, ChatSettings settings, ChatOverrides? overrides = null)
    {
        List<ChatMessage> prompt = [];
        var system = overrides?.SystemPrompt ?? settings.SystemPrompt;
        if (!string.IsNullOrWhiteSpace(system)) prompt.Add(new(ChatRole.System, system));
        Answer? last = null;
        foreach (var message in messages)
        {
            last = message as Answer;
            if (message is Question question) prompt.Add(new(ChatRole.User, question.Text));
            else if (last is { Text: { Length: > 0 } text }) prompt.Add(new(ChatRole.Assistant, text));
        }

        if (last is not { Thought: { Length: > 0 } thought }) return prompt;
        if (last.Text.Length == 0) prompt.Add(new(ChatRole.Assistant, []));
        prompt[^1].Contents.Insert(0, new TextReasoningContent(thought));

        return prompt;
    }

    /// <summary>What the chat and the configuration set, the chat first; null when they set nothing, so that the model's own apply.</summary>
    public static ChatOptions? Options(ChatSettings settings, ChatOverrides? overrides = null)
    {
        var chat = overrides ?? ChatOverrides.None;
        var options = new ChatOptions
        {
            ModelId = chat.Model,
            Temperature = chat.Temperature ?? settings.Temperature,
            TopP = chat.TopP ?? settings.TopP,
            TopK = chat.TopK,
            MaxOutputTokens = chat.MaxOutputTokens ?? settings.MaxOutputTokens,
        };
        if (chat.RepetitionPenalty is { } penalty) options.AdditionalProperties = new() { ["repetition_penalty"] = penalty };
        return options is { ModelId: null, Temperature: null, TopP: null, TopK: null, MaxOutputTokens: null, AdditionalProperties: null } ? null : options;
    }
}
