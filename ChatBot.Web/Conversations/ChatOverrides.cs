using ChatBot.Web.Localization;

namespace ChatBot.Web.Conversations;

/// <summary>What one chat does otherwise than the configuration and the model would. Null leaves it to them.</summary>
/// <param name="Model">The model's folder name.</param>
/// <param name="SystemPrompt">What the model is told before the conversation; empty for nothing.</param>
/// <param name="Temperature">0 for the most likely token always, to 5.</param>
/// <param name="TopP">Only the most likely tokens that reach this probability together, above 0 to 1.</param>
/// <param name="TopK">Only so many of the most likely tokens; 0 for all.</param>
/// <param name="MaxOutputTokens">The most tokens an answer may have.</param>
/// <param name="RepetitionPenalty">Above 1 makes repetition less likely; above 0 to 10.</param>
public sealed record ChatOverrides(
    string? Model = null, string? SystemPrompt = null, float? Temperature = null, float? TopP = null, int? TopK = null,
    int? MaxOutputTokens = null, float? RepetitionPenalty = null)
{
    /// <summary>The most UTF-16 code units that a system prompt may have.</summary>
    private const int LongestSystemPrompt = 20_000;

    /// <summary>Everything as the configuration and the model have it.</summary>
    public static ChatOverrides None { get; } = new();

    /// <summary>What is wrong with the values, in words for the user; null when nothing is.</summary>
    public string? Problem()
    {
        if (SystemPrompt?.Length > LongestSystemPrompt) return Strings.Settings_PromptTooLong.With(SystemPrompt.Length, LongestSystemPrompt);
        if (Temperature is not (null or >= 0 and <= 5)) return Strings.Settings_Temperature;
        if (TopP is not (null or > 0 and <= 1)) return Strings.Settings_TopP;
        if (TopK is not (null or >= 0 and <= 100_000)) return Strings.Settings_TopK;
        if (MaxOutputTokens is not (null or >= 1 and <= 1_000_000)) return Strings.Settings_MaxOutputTokens;
        return RepetitionPenalty is not (null or > 0 and <= 10) ? Strings.Settings_RepetitionPenalty : null;
    }
}
