using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatBot.Inference.Answering;

/// <summary>
/// How one reader cuts texts into windows and what its margins mean. From the model folder's <c>reader.json</c>; a folder without one, such as
/// deepset/roberta-base-squad2, gets the defaults.
/// </summary>
internal sealed record ReaderSettings
{
    public const string FileName = "reader.json";

    /// <summary>Tokens of a window, question and special tokens included.</summary>
    public int MaxLength { get; init; } = 384;

    /// <summary>Tokens that neighbouring windows share.</summary>
    public int Overlap { get; init; } = 128;

    /// <summary>Tokens the question is cut to.</summary>
    public int MaxQuestionTokens { get; init; } = 64;

    /// <summary>Tokens of the longest answer.</summary>
    public int MaxAnswerTokens { get; init; } = 30;

    /// <summary>
    /// The margin that an answer must exceed. 0 by default, where answer and no answer score the same: the decision that models trained on
    /// SQuAD 2.0 learn.
    /// </summary>
    public double NullThreshold { get; init; }

    /// <summary>The margin at which an answer is as likely right as wrong; by default the threshold's own default.</summary>
    public double ConfidenceMidpoint { get; init; }

    /// <summary>
    /// Logits over which confidence rises from 1/2 to 0.73. Readers are surer than they should be, so a folder that has not been fitted gets
    /// about what the shipped reader was fitted to, not 1.
    /// </summary>
    public double ConfidenceTemperature { get; init; } = 4;

    /// <summary>1 / (1 + e^(−(margin − midpoint) / temperature)).</summary>
    public double Confidence(double margin) => 1 / (1 + Math.Exp(-(margin - ConfidenceMidpoint) / ConfidenceTemperature));

    /// <summary>Reads a model folder's settings.</summary>
    /// <param name="directory">The model folder.</param>
    /// <param name="positions">The most tokens the model can read at once.</param>
    /// <exception cref="InvalidDataException">The file is damaged or its numbers contradict each other; the message says how.</exception>
    public static ReaderSettings Load(string directory, int positions)
    {
        var path = Path.Combine(directory, FileName);
        var settings = File.Exists(path) ? Parse(File.ReadAllBytes(path)) : new ReaderSettings();
        return (settings with { MaxLength = Math.Min(settings.MaxLength, positions) }).Checked();
    }

    private static ReaderSettings Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ReaderSettingsJson.Default.ReaderSettings) ?? throw new InvalidDataException("The file holds no object.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A window must hold the longest question, its frame, the overlap and something new.</summary>
    private ReaderSettings Checked()
    {
        const int frame = 4;
        if (MaxQuestionTokens < 1 || MaxAnswerTokens < 1 || Overlap < 0 || ConfidenceTemperature <= 0)
            throw new InvalidDataException("Its lengths and its temperature must be positive.");
        return MaxLength - frame - MaxQuestionTokens > Overlap
            ? this
            : throw new InvalidDataException(
                $"Windows of {MaxLength} tokens have no room for a question of {MaxQuestionTokens} and an overlap of {Overlap}.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ReaderSettings))]
internal sealed partial class ReaderSettingsJson : JsonSerializerContext;
