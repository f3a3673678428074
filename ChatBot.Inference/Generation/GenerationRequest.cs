using ChatBot.Inference.Generation.Thinking;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>What the engine is asked to write.</summary>
/// <param name="Prompt">The tokens to read first; at least one.</param>
/// <param name="Sampling">How to choose each token.</param>
/// <param name="MaxTokens">The most tokens to write; at least one.</param>
/// <param name="Stop">Texts that end the answer and are not part of it; in the thinking they end nothing.</param>
internal sealed record GenerationRequest(int[] Prompt, SamplingSettings Sampling, int MaxTokens, IReadOnlyList<string> Stop)
{
    /// <summary>How the model marks what it thinks before it answers; null where all it writes is the answer.</summary>
    public ThinkingFormat? Thinking { get; init; }

    /// <summary>Where the text begins, between the thinking's marks or outside.</summary>
    public ThinkingStart Start { get; init; }
}

/// <summary>How an answer ended and what it took.</summary>
/// <param name="FinishReason">Stop at an end token or a stop text; Length at the most tokens asked for or possible.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">How many of them were still in the cache and were not computed again.</param>
/// <param name="OutputTokens">Tokens written, the end token included.</param>
/// <param name="ThoughtTokens">How many of them are the thinking, its marks included.</param>
/// <param name="QueueTime">From the request to the start of its prefill.</param>
/// <param name="TimeToFirstToken">From the request to its first token.</param>
/// <param name="DecodeTime">From the first token to the last.</param>
internal sealed record GenerationResult(
    ChatFinishReason FinishReason, int PromptTokens, int CachedTokens, int OutputTokens, int ThoughtTokens, TimeSpan QueueTime, TimeSpan TimeToFirstToken, TimeSpan DecodeTime);
