using Microsoft.Extensions.AI;

namespace ChatBot.Web.Conversations;

/// <summary>Turns a conversation into what the model reads.</summary>
internal static class Prompt
{
    /// <summary>
    /// The system prompt, then every question with the answer it got. Answers without text (failed or stopped before the first word)
    /// are left out; a stopped answer counts as far as it came.
    /// </summary>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="settings">Where the system prompt comes from.</param>
    public static List<ChatMessage> From(IEnumerable<Message> messages, ChatSettings settings)
    {
        List<ChatMessage> prompt = [];
        if (!string.IsNullOrWhiteSpace(settings.SystemPrompt)) prompt.Add(new(ChatRole.System, settings.SystemPrompt));
        foreach (var message in messages)
        {
            if (message is Question question) prompt.Add(new(ChatRole.User, question.Text));
            else if (message is Answer { Text: { Length: > 0 } text }) prompt.Add(new(ChatRole.Assistant, text));
        }

        return prompt;
    }

    /// <summary>The sampling options the configuration sets; null when it sets none, so that the model's own apply.</summary>
    public static ChatOptions? Options(ChatSettings settings) =>
        settings is { MaxOutputTokens: null, Temperature: null, TopP: null }
            ? null
            : new() { MaxOutputTokens = settings.MaxOutputTokens, Temperature = settings.Temperature, TopP = settings.TopP };
}
