using System.Text.Json;

namespace ChatBot.Inference.Models;

/// <summary>
/// What transformers' <c>config.json</c> and <c>generation_config.json</c> tell of a decoder, for directories without
/// <see cref="GenAiConfig.FileName"/>: exports by Optimum and those made for Transformers.js.
/// </summary>
internal static class TransformersConfig
{
    public const string FileName = "config.json";

    private const string GenerationFileName = "generation_config.json";

    /// <summary>Whether a directory is a decoder by its <c>config.json</c>.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public static bool IsDecoder(string directory)
    {
        using var config = Read(directory, FileName);
        return config is not null
            && config.RootElement.TryGetProperty("architectures", out var architectures)
            && architectures.ValueKind == JsonValueKind.Array
            && architectures.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String && name.GetString()!.EndsWith("ForCausalLM", StringComparison.Ordinal));
    }

    /// <summary>What kind of model a directory's <c>config.json</c> describes instead of a text decoder; null where it has none or says nothing.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public static ModelText? OtherKind(string directory)
    {
        using var config = Read(directory, FileName);
        if (config is null) return null;
        var model = config.RootElement;
        if (model.TryGetProperty("vision_config", out _)) return ModelTexts.PicturesAndText;
        if (model.TryGetProperty("audio_config", out _) || Text(model, "model_type") is "whisper" or "speech_to_text") return ModelTexts.SpeechAndText;
        if (model.TryGetProperty("is_encoder_decoder", out var both) && both.ValueKind == JsonValueKind.True) return ModelTexts.EncoderDecoder;
        return model.TryGetProperty("architectures", out var names) && names.ValueKind == JsonValueKind.Array
            && names.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } name ? ModelTexts.OtherTask(name.GetString()!) : null;
    }

    /// <summary>Reads both files.</summary>
    /// <exception cref="ModelUnavailableException">There is no ONNX file, or not the one asked for.</exception>
    /// <exception cref="JsonException">A file is not JSON.</exception>
    /// <param name="directory">The model's folder.</param>
    /// <param name="variant">Which ONNX file of several; null for the usual choice (<see cref="OnnxVariants"/>).</param>
    public static GenAiConfig Load(string directory, string? variant = null)
    {
        using var config = Read(directory, FileName) ?? throw new InvalidDataException($"It has neither {GenAiConfig.FileName} nor {FileName}.");
        using var generation = Read(directory, GenerationFileName);
        var model = config.RootElement;
        var heads = Whole(model, "num_attention_heads", "n_head");
        return new GenAiConfig
        {
            Model = new GenAiConfig.ModelSection
            {
                Type = Text(model, "model_type"),
                ContextLength = Whole(model, "max_position_embeddings", "n_positions", "max_seq_len", "n_ctx"),
                EosTokenId = EndTokens(model),
                Decoder = new GenAiConfig.DecoderSection
                {
                    Filename = OnnxVariants.Choose(directory, variant),
                    NumAttentionHeads = heads,
                    NumKeyValueHeads = Whole(model, "num_key_value_heads") is > 0 and var few ? few : heads,
                    HeadSize = Whole(model, "head_dim") is > 0 and var size ? size : Whole(model, "hidden_size", "n_embd") / Math.Max(1, heads),
                },
            },
            Search = generation is null ? new() : Search(generation.RootElement),
        };
    }

    /// <summary>The end tokens of <c>generation_config.json</c>, which names more of them than other files where a model has several.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public static int[] GenerationEndTokens(string directory)
    {
        using var generation = Read(directory, GenerationFileName);
        return generation is null ? [] : EndTokens(generation.RootElement);
    }

    private static int[] EndTokens(JsonElement section)
    {
        if (!section.TryGetProperty("eos_token_id", out var ids)) return [];
        if (ids.ValueKind == JsonValueKind.Number) return ids.TryGetInt32(out var one) ? [one] : [];
        return ids.ValueKind == JsonValueKind.Array ? [.. ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out _)).Select(id => id.GetInt32())] : [];
    }

    private static GenAiConfig.SearchSection Search(JsonElement generation)
    {
        var search = new GenAiConfig.SearchSection { DoSample = generation.TryGetProperty("do_sample", out var sample) && sample.ValueKind == JsonValueKind.True };
        if (Number(generation, "temperature") is { } temperature) search.Temperature = temperature;
        if (Number(generation, "top_p") is { } topP) search.TopP = topP;
        if (Number(generation, "min_p") is { } minP) search.MinP = minP;
        if (Number(generation, "repetition_penalty") is { } penalty) search.RepetitionPenalty = penalty;
        if (Number(generation, "top_k") is { } topK) search.TopK = (int)topK;
        return search;
    }

    private static JsonDocument? Read(string directory, string name)
    {
        var file = Path.Combine(directory, name);
        if (!File.Exists(file)) return null;
        var document = JsonDocument.Parse(File.ReadAllBytes(file));
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new InvalidDataException($"{name} holds no object.");
    }

    private static string Text(JsonElement section, string name) =>
        section.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>The first positive number under one of the names that model families have for the same thing; else 0.</summary>
    private static int Whole(JsonElement section, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (section.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0) return number;
        }

        return 0;
    }

    private static double? Number(JsonElement section, string name) =>
        section.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
