using System.Text.Json;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// How the next token is chosen from its scores. The neutral value of each setting leaves the scores alone.
/// </summary>
internal sealed record SamplingSettings
{
    /// <summary>Always the most likely token.</summary>
    public static readonly SamplingSettings Greedy = new() { Temperature = 0 };

    /// <summary>Scores are divided by it: below 1 sharper, above 1 flatter. 0 is greedy; 1 is neutral.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Only this many of the most likely tokens. 1 is greedy; 0 is neutral.</summary>
    public int TopK { get; init; }

    /// <summary>Only the smallest set of tokens whose probabilities reach it together. 1 is neutral.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only tokens at least this fraction as likely as the most likely one. 0 is neutral.</summary>
    public float MinP { get; init; }

    /// <summary>
    /// Scores of tokens that the prompt or the answer has are divided by it where positive and multiplied where negative
    /// (Keskar et al., https://arxiv.org/abs/1909.05858). 1 is neutral.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>No run of this many tokens comes twice. 0 is neutral.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Subtracted from the score of every token that the answer has. 0 is neutral.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Subtracted from the score of a token once for each time the answer has it. 0 is neutral.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Makes the choices reproducible; null takes another seed each time.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether nothing is left to chance.</summary>
    public bool IsGreedy => Temperature <= 0 || TopK == 1;

    /// <summary>The model's own defaults, changed by what the caller asks for. A default that makes no sense, which nobody here can help, is neutral.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value of <paramref name="options"/> makes no sense; the message names it.</exception>
    public static SamplingSettings From(GenAiConfig.SearchSection defaults, ChatOptions? options)
    {
        var additional = options?.AdditionalProperties;
        var settings = new SamplingSettings
        {
            Temperature = options?.Temperature ?? (!defaults.DoSample ? 0 : (float)defaults.Temperature is >= 0 and <= 100 and var temperature ? temperature : 1),
            TopK = options?.TopK ?? (defaults.DoSample ? Math.Max(0, defaults.TopK) : 0),
            TopP = options?.TopP ?? (defaults.DoSample && (float)defaults.TopP is > 0 and <= 1 and var topP ? topP : 1),
            MinP = Additional("min_p") ?? ((float)defaults.MinP is >= 0 and <= 1 and var minP ? minP : 0),
            RepetitionPenalty = Additional("repetition_penalty") ?? ((float)defaults.RepetitionPenalty is > 0 and <= 100 and var penalty ? penalty : 1),
            NoRepeatNgramSize = (int)(Additional("no_repeat_ngram_size") ?? Math.Max(0, defaults.NoRepeatNgramSize)),
            PresencePenalty = options?.PresencePenalty ?? 0,
            FrequencyPenalty = options?.FrequencyPenalty ?? 0,
            Seed = options?.Seed,
        };

        Check(settings.Temperature is >= 0 and <= 100, "temperature", "between 0 and 100");
        Check(settings.TopK >= 0, "top_k", "0 or more");
        Check(settings.TopP is > 0 and <= 1, "top_p", "above 0 and at most 1");
        Check(settings.MinP is >= 0 and <= 1, "min_p", "between 0 and 1");
        Check(settings.RepetitionPenalty is > 0 and <= 100, "repetition_penalty", "above 0 and at most 100");
        Check(settings.NoRepeatNgramSize >= 0, "no_repeat_ngram_size", "0 or more");
        Check(float.IsFinite(settings.PresencePenalty), "presence_penalty", "a number");
        Check(float.IsFinite(settings.FrequencyPenalty), "frequency_penalty", "a number");
        return settings;

        // Requests from outside bring numbers as JSON.
        float? Additional(string name) =>
            additional is null || !additional.TryGetValue(name, out object? given) ? null
            : given is JsonElement { ValueKind: JsonValueKind.Number } json ? json.GetSingle()
            : additional.TryGetValue(name, out float value) ? value
            : given is null ? null
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a number.");

        static void Check(bool holds, string name, string range)
        {
            if (!holds) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
        }
    }
}
