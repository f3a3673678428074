namespace ChatBot.Web.Conversations;

/// <summary>What an answer cost.</summary>
/// <param name="InputTokens">Tokens of the prompt; null where the model does not count.</param>
/// <param name="OutputTokens">Tokens of the answer; null where the model does not count.</param>
/// <param name="UntilFirstText">From the question to the first text, be it thought or answer; null when none came.</param>
/// <param name="Total">From the question to the end.</param>
public sealed record AnswerUsage(long? InputTokens, long? OutputTokens, TimeSpan? UntilFirstText, TimeSpan Total)
{
    /// <summary>How long the model thought before it answered; null where it did not.</summary>
    public TimeSpan? Thinking { get; init; }

    /// <summary>How many of <see cref="OutputTokens"/> the model thought with; null where nobody counted.</summary>
    public long? ThoughtTokens { get; init; }

    /// <summary>How many of the conversation's oldest messages did not fit into the model's context and were left out.</summary>
    public int DroppedMessages { get; init; }

    /// <summary>
    /// Tokens of the model's context that the conversation fills up to this answer when the next question is asked: what the model thought is not
    /// told to it again. Null where the model does not count.
    /// </summary>
    public long? ContextTokens => InputTokens + OutputTokens - (ThoughtTokens ?? 0);

    /// <summary>What an answer cost that was continued.</summary>
    /// <param name="continuation">What the continuation cost. Its prompt holds what was written before.</param>
    public AnswerUsage Plus(AnswerUsage continuation) => new(
        continuation.InputTokens - OutputTokens ?? InputTokens, OutputTokens + continuation.OutputTokens ?? OutputTokens,
        UntilFirstText ?? continuation.UntilFirstText, Total + continuation.Total)
    {
        Thinking = continuation.Thinking + Thinking ?? continuation.Thinking ?? Thinking,
        ThoughtTokens = continuation.ThoughtTokens + ThoughtTokens ?? continuation.ThoughtTokens ?? ThoughtTokens,
        DroppedMessages = Math.Max(DroppedMessages, continuation.DroppedMessages),
    };

    /// <summary>Tokens a second after the first text; null where it cannot be told.</summary>
    public double? TokensPerSecond =>
        OutputTokens > 1 && UntilFirstText is { } first && Total > first
            ? (OutputTokens.Value - 1) / (Total - first).TotalSeconds
            : null;
}
