using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace ChatBot.Benchmarks;

/// <summary>One timed answer.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Those of them that were not read again.</param>
/// <param name="Tokens">Tokens written.</param>
/// <param name="FirstTokenMs">From the request to the first token.</param>
/// <param name="DecodeMs">From the first token to the last.</param>
internal sealed record Answer(int PromptTokens, int CachedTokens, int Tokens, double FirstTokenMs, double DecodeMs)
{
    /// <summary>Tokens a second, the first not counted.</summary>
    public double Rate => (Tokens - 1) / (DecodeMs / 1000);

    /// <summary>Asks greedily, without penalties, and reads to the end, as a caller sees it.</summary>
    public static async Task<Answer> AskAsync(IChatClient client, IEnumerable<ChatMessage> conversation, int tokens)
    {
        var options = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = tokens,
            AdditionalProperties = new() { ["repetition_penalty"] = 1f },
        };
        UsageDetails? usage = null;
        var start = Stopwatch.GetTimestamp();
        long first = 0, last = 0;
        await foreach (var update in client.GetStreamingResponseAsync(conversation, options).ConfigureAwait(false))
        {
            last = Stopwatch.GetTimestamp();
            if (first == 0) first = last;
            foreach (var content in update.Contents) usage = (content as UsageContent)?.Details ?? usage;
        }

        return new Answer((int)(usage?.InputTokenCount ?? 0), (int)(usage?.CachedInputTokenCount ?? 0), (int)(usage?.OutputTokenCount ?? 0),
            Stopwatch.GetElapsedTime(start, first).TotalMilliseconds, Stopwatch.GetElapsedTime(first, last).TotalMilliseconds);
    }
}
