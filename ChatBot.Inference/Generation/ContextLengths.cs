using ChatBot.Inference.Models;

namespace ChatBot.Inference.Generation;

/// <summary>How many tokens a conversation may have with a model.</summary>
internal static class ContextLengths
{
    /// <summary>
    /// The most that is taken unasked: newer models promise a hundred thousand tokens and more, whose cache is tens of gigabytes and whose reading
    /// takes a processor hours.
    /// </summary>
    public const int Default = 32_768;

    private const int Unknown = 2048;

    /// <summary>The context length to run a model with.</summary>
    /// <param name="config">The model's.</param>
    /// <param name="wanted">What was asked for; 0 for nothing.</param>
    public static int Of(GenAiConfig config, int wanted)
    {
        var model = config.Model.ContextLength > 0 ? config.Model.ContextLength : Math.Max(config.Search.MaxLength, Unknown);
        return Math.Min(model, wanted > 0 ? wanted : Default);
    }
}
