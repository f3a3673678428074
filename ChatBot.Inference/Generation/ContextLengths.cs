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
    /// <param name="bytesPerToken">What one token takes in the cache.</param>
    /// <param name="cacheBytes">The cache's budget: unasked, no conversation grows beyond it.</param>
    public static int Of(GenAiConfig config, int wanted, long bytesPerToken, long cacheBytes)
    {
        var model = config.Model.ContextLength > 0 ? config.Model.ContextLength : Math.Max(config.Search.MaxLength, Unknown);
        if (wanted > 0) return Math.Min(model, wanted);
        return (int)Math.Min(model, Math.Clamp(cacheBytes / Math.Max(1, bytesPerToken), Unknown, Default));
    }
}
