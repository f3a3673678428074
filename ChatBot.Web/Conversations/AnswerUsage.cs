namespace ChatBot.Web.Conversations;

/// <summary>What an answer cost.</summary>
/// <param name="InputTokens">Tokens of the prompt; null where the model does not count.</param>
/// <param name="OutputTokens">Tokens of the answer; null where the model does not count.</param>
/// <param name="UntilFirstText">From the question to the first text; null when none came.</param>
/// <param name="Total">From the question to the end.</param>
public sealed record AnswerUsage(long? InputTokens, long? OutputTokens, TimeSpan? UntilFirstText, TimeSpan Total)
{
    /// <summary>Tokens a second after the first text; null where it cannot be told.</summary>
    public double? TokensPerSecond =>
        OutputTokens > 1 && UntilFirstText is { } first && Total > first
            ? (OutputTokens.Value - 1) / (Total - first).TotalSeconds
            : null;
}
