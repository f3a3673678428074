using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ChatBot.Inference.Models;

/// <summary>
/// What this program reads of an onnxruntime-genai <c>genai_config.json</c>
/// (https://onnxruntime.ai/docs/genai/reference/config). Unknown members are ignored.
/// </summary>
internal sealed class GenAiConfig
{
    public const string FileName = "genai_config.json";

    public required ModelSection Model { get; set; }

    public SearchSection Search { get; set; } = new();

    /// <summary>
    /// Reads <see cref="FileName"/> of a model directory, or where it has none what transformers' own files say (<see cref="TransformersConfig"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">The file is not JSON or lacks what no model can do without; the message says which.</exception>
    /// <exception cref="ModelUnavailableException">There is no ONNX file, or not the one asked for.</exception>
    /// <param name="directory">The model's folder.</param>
    /// <param name="variant">Which ONNX file of several, where no <see cref="FileName"/> names one; null for the usual choice.</param>
    public static GenAiConfig Load(string directory, string? variant = null)
    {
        if (!File.Exists(Path.Combine(directory, FileName))) return TransformersConfig.Load(directory, variant);
        using var stream = File.OpenRead(Path.Combine(directory, FileName));
        try
        {
            // Exports write null for what a model's own files leave open: that is the default.
            var json = JsonNode.Parse(stream, documentOptions: new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            DropNulls(json);
            return json.Deserialize(GenAiConfigJson.Default.GenAiConfig) ?? throw new InvalidDataException("The file holds no object.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // An ArgumentException tells of a member that stands there twice.
            throw new InvalidDataException($"It is not a valid genai configuration: {Reason(exception)}", exception);
        }
    }

    private static string Reason(Exception exception) => exception is JsonException { Path: { } path } && exception.Message.StartsWith("The JSON value", StringComparison.Ordinal)
        ? $"{path.TrimStart('$', '.')} is of another kind than it should be."
        : exception.Message;

    private static void DropNulls(JsonNode? node)
    {
        if (node is not JsonObject section) return;
        foreach (var name in section.Where(member => member.Value is null).Select(member => member.Key).ToList()) section.Remove(name);
        foreach (var (_, value) in section) DropNulls(value);
    }

    internal sealed class ModelSection
    {
        public string Type { get; set; } = "";

        public int ContextLength { get; set; }

        public required DecoderSection Decoder { get; set; }

        [JsonConverter(typeof(OneOrMany))]
        public int[] EosTokenId { get; set; } = [];

        public JsonElement Vision { get; set; }

        public JsonElement Speech { get; set; }

        public JsonElement Encoder { get; set; }

        public JsonElement Embedding { get; set; }

        /// <summary>Why this is no text decoder of one graph, as a sentence; null where it is one.</summary>
        public ModelText? OtherKind =>
            IsThere(Vision) ? ModelTexts.PicturesAndText
            : IsThere(Speech) ? ModelTexts.SpeechAndText
            : IsThere(Encoder) ? ModelTexts.EncoderDecoder
            : IsThere(Decoder.Pipeline) ? ModelTexts.SeveralGraphs
            : IsThere(Embedding) ? ModelTexts.EmbeddingsApart
            : Decoder.Inputs.BlockTable is not null ? ModelTexts.CacheInPages
            : null;

        private static bool IsThere(JsonElement section) => section.ValueKind switch
        {
            JsonValueKind.Object => section.EnumerateObject().Any(),
            JsonValueKind.Array => section.GetArrayLength() > 0,
            _ => false,
        };
    }

    internal sealed class DecoderSection
    {
        public string Filename { get; set; } = "model.onnx";

        public JsonElement Pipeline { get; set; }

        public int HeadSize { get; set; }

        public int NumAttentionHeads { get; set; }

        public int NumKeyValueHeads { get; set; }

        public DecoderInputs Inputs { get; set; } = new();

        public DecoderOutputs Outputs { get; set; } = new();
    }

    internal sealed class DecoderInputs
    {
        public string InputIds { get; set; } = "input_ids";

        public string AttentionMask { get; set; } = "attention_mask";

        public string PositionIds { get; set; } = "position_ids";

        /// <summary>Only where the cache is in pages.</summary>
        public string? BlockTable { get; set; }

        /// <summary>Where the keys and values of a layer are one tensor.</summary>
        public string PastNames { get; set; } = "past_%d";

        public string PastKeyNames { get; set; } = "past_key_values.%d.key";

        public string PastValueNames { get; set; } = "past_key_values.%d.value";
    }

    internal sealed class DecoderOutputs
    {
        public string Logits { get; set; } = "logits";

        /// <summary>Where the keys and values of a layer are one tensor.</summary>
        public string PresentNames { get; set; } = "present_%d";

        public string PresentKeyNames { get; set; } = "present.%d.key";

        public string PresentValueNames { get; set; } = "present.%d.value";
    }

    internal sealed class SearchSection
    {
        public bool DoSample { get; set; }

        public int MaxLength { get; set; }

        public double Temperature { get; set; } = 1;

        public int TopK { get; set; } = 50;

        public double TopP { get; set; } = 1;

        public double MinP { get; set; }

        public double RepetitionPenalty { get; set; } = 1;

        public int NoRepeatNgramSize { get; set; }
    }

    /// <summary>End tokens are a number in some exports and a list in others.</summary>
    internal sealed class OneOrMany : JsonConverter<int[]>
    {
        public override bool HandleNull => true;

        public override int[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null) return [];
            if (reader.TokenType == JsonTokenType.Number) return [WholeNumber.Of(ref reader)];
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("eos_token_id is neither a number nor a list of numbers.");
            var ids = new List<int>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) ids.Add(WholeNumber.Of(ref reader));
            return [.. ids];
        }

        public override void Write(Utf8JsonWriter writer, int[] value, JsonSerializerOptions options) =>
            throw new NotSupportedException("The configuration is only read.");
    }

    /// <summary>Whole numbers, which files also write as <c>512.0</c>, or larger than any model is.</summary>
    internal sealed class WholeNumber : JsonConverter<int>
    {
        public static int Of(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)) return number;
            return reader.TokenType == JsonTokenType.Number && reader.GetDouble() is var large && large == Math.Floor(large)
                ? (int)Math.Clamp(large, int.MinValue, int.MaxValue)
                : throw new JsonException();
        }

        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(ref reader);

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
            throw new NotSupportedException("The configuration is only read.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip, Converters = [typeof(GenAiConfig.WholeNumber)])]
[JsonSerializable(typeof(GenAiConfig))]
internal sealed partial class GenAiConfigJson : JsonSerializerContext;
