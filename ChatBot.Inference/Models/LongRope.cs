namespace ChatBot.Inference.Models;

/// <summary>
/// Phi-3's models with a long context turn keys by one set of angles while a text is short and by another when it is longer
/// (Ding et al.: LongRoPE, https://arxiv.org/abs/2402.13753): the graph chooses by the width of the attention mask. Keys of both kinds must never be
/// in one cache.
/// </summary>
internal static class LongRope
{
    /// <summary>The longest text that is read with the angles for short ones; null where a model has only one set.</summary>
    /// <remarks>No file tells the length; onnxruntime-genai, too, goes by the model's type.</remarks>
    public static int? ShortLength(GenAiConfig config, OnnxFile graph)
    {
        if (!graph.Operators.Contains("If")) return null;
        int? length = config.Model.Type switch
        {
            "phi3" or "phimoe" => 4096,
            "phi3small" => 8192,
            _ => null,
        };
        return config.Model.ContextLength > length ? length : null;
    }
}
