using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatBot.Inference.Answering;

/// <summary>What this program reads of an encoder's <c>config.json</c>, as transformers writes it. Unknown members are ignored.</summary>
internal sealed class EncoderConfig
{
    public const string FileName = "config.json";

    /// <summary>Such as <c>bert</c> or <c>roberta</c>.</summary>
    public string ModelType { get; init; } = "";

    public int? PadTokenId { get; init; }

    public int MaxPositionEmbeddings { get; init; } = 512;

    public int TypeVocabSize { get; init; } = 2;

    /// <summary>The id that fills windows up; masked, so any valid one does.</summary>
    [JsonIgnore]
    public int Padding => PadTokenId ?? 0;

    /// <summary>
    /// The most tokens it can read at once. RoBERTa and its kin number positions from the padding id + 1 on, so theirs are as many fewer than the
    /// embeddings.
    /// </summary>
    [JsonIgnore]
    public int Positions => ModelType.Contains("roberta", StringComparison.Ordinal) || ModelType is "camembert" or "longformer" or "mpnet"
        ? MaxPositionEmbeddings - (PadTokenId ?? 1) - 1
        : MaxPositionEmbeddings;

    /// <summary>Reads the file of a model folder; a folder without one gets BERT's values.</summary>
    /// <exception cref="InvalidDataException">It is not JSON; the message says why.</exception>
    public static EncoderConfig Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) return new EncoderConfig();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), EncoderConfigJson.Default.EncoderConfig) ?? new EncoderConfig();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"It is not a valid model configuration: {exception.Message}", exception);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EncoderConfig))]
internal sealed partial class EncoderConfigJson : JsonSerializerContext;
