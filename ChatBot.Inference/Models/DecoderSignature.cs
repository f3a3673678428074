using System.Globalization;
using ChatBot.Inference.Generation.Decoding;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Models;

/// <summary>
/// How one decoder graph is called: the names from the configuration that the session really has, and the types and sizes
/// from the session's own tensors.
/// </summary>
/// <param name="InputIds">[1, new tokens]</param>
/// <param name="AttentionMask">[1, past and new tokens]</param>
/// <param name="PositionIds">[1, new tokens]; null where the graph computes positions from the mask.</param>
/// <param name="Logits">[1, 1 or new tokens, vocabulary]</param>
/// <param name="Past">The cache inputs, key then value, or both in one, layer by layer.</param>
/// <param name="Present">The cache outputs, in the order of <paramref name="Past"/>.</param>
/// <param name="Cache">The cache's sizes and number type.</param>
/// <param name="IdType">Int64 or Int32, of ids, mask and positions.</param>
/// <param name="LogitsType">Float or Float16.</param>
/// <param name="Vocabulary">Scores a position.</param>
/// <param name="LastLogitsOnly">Whether the graph scores the last position only, whatever the length of the input.</param>
/// <param name="LogitsToKeep">A scalar that tells the graph how many of the last positions to score; null where it has no such input.</param>
internal sealed record DecoderSignature(
    string InputIds, string AttentionMask, string? PositionIds, string Logits, string[] Past, string[] Present, KvCacheShape Cache,
    TensorElementType IdType, TensorElementType LogitsType, int Vocabulary, bool LastLogitsOnly, string? LogitsToKeep = null)
{
    /// <summary>Names under which exports ask how many positions to score.</summary>
    private static readonly string[] LogitsToKeepNames = ["num_logits_to_keep", "logits_to_keep"];

    /// <summary>Reads the signature of a session.</summary>
    /// <exception cref="InvalidDataException">The graph is no decoder of the kind this engine runs; the message says why.</exception>
    public static DecoderSignature Read(InferenceSession session, GenAiConfig.DecoderSection config)
    {
        var inputs = session.InputMetadata;
        var outputs = session.OutputMetadata;
        var ids = Tensor(inputs, config.Inputs.InputIds, "input", TensorElementType.Int64, TensorElementType.Int32);
        Tensor(inputs, config.Inputs.AttentionMask, "input", ids.ElementDataType);
        var logits = Tensor(outputs, config.Outputs.Logits, "output", TensorElementType.Float, TensorElementType.Float16);

        List<string> past = [], present = [];
        foreach (var layer in Layers(inputs.Keys, config.Inputs.PastKeyNames))
        {
            past.AddRange([Name(config.Inputs.PastKeyNames, layer), Name(config.Inputs.PastValueNames, layer)]);
            present.AddRange([Name(config.Outputs.PresentKeyNames, layer), Name(config.Outputs.PresentValueNames, layer)]);
        }

        var isJoint = past.Count == 0;
        if (isJoint)
        {
            var layers = Layers(inputs.Keys, config.Inputs.PastNames).ToList();
            past.AddRange(layers.Select(layer => Name(config.Inputs.PastNames, layer)));
            present.AddRange(layers.Select(layer => Name(config.Outputs.PresentNames, layer)));
        }

        if (past.Count == 0)
            throw new InvalidDataException($"It has no input {Name(config.Inputs.PastKeyNames, 0)}: it was exported without a KV cache.");
        var key = Tensor(inputs, past[0], "input", TensorElementType.Float, TensorElementType.Float16);
        foreach (var name in present) Tensor(outputs, name, "output", key.ElementDataType);
        var sizes = past.ConvertAll(name => Sizes(name, Tensor(inputs, name, "input", key.ElementDataType), config, isJoint));

        string? positions = config.Inputs.PositionIds;
        if (!inputs.ContainsKey(positions)) positions = null;
        else if (Tensor(inputs, positions, "input", ids.ElementDataType).Dimensions.Length != 2)
            throw new InvalidDataException($"Its input {positions} has a place in a picture for each token: it is a model for pictures and text.");
        var keep = LogitsToKeepNames.FirstOrDefault(inputs.ContainsKey);
        if (keep is not null) Tensor(inputs, keep, "input", TensorElementType.Int64);

        // With a default value it is no input that must be given, but one that may be.
        keep ??= LogitsToKeepNames.FirstOrDefault(session.OverridableInitializerMetadata.ContainsKey);

        var served = new HashSet<string>([config.Inputs.InputIds, config.Inputs.AttentionMask, .. past]);
        if (positions is not null) served.Add(positions);
        if (keep is not null) served.Add(keep);
        if (inputs.Keys.FirstOrDefault(name => !served.Contains(name)) is { } unknown)
            throw new InvalidDataException($"It asks for an input {unknown} that a text decoder does not have.");

        return new DecoderSignature(config.Inputs.InputIds, config.Inputs.AttentionMask, positions, config.Outputs.Logits, [.. past], [.. present],
            new KvCacheShape(sizes, key.ElementDataType, isJoint), ids.ElementDataType, logits.ElementDataType,
            logits.Dimensions[^1], LastLogitsOnly: keep is not null || logits.Dimensions is [_, 1, _], keep);
    }

    /// <summary>The numbers that the pattern has among the names: models that mix attention with other layers leave some out.</summary>
    private static IEnumerable<int> Layers(IEnumerable<string> names, string pattern)
    {
        var at = pattern.IndexOf("%d", StringComparison.Ordinal);
        if (at < 0) throw new InvalidDataException($"{GenAiConfig.FileName} has no %d for the layer in {pattern}.");
        var (prefix, suffix) = (pattern[..at], pattern[(at + 2)..]);
        return names
            .Where(name => name.Length > prefix.Length + suffix.Length
                && name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length),
                NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : -1)
            .Where(layer => layer >= 0)
            .Order();
    }

    private static string Name(string pattern, int layer) => pattern.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static (int Heads, int HeadSize) Sizes(string name, NodeMetadata tensor, GenAiConfig.DecoderSection config, bool isJoint)
    {
        var sizes = isJoint && tensor.Dimensions is [2 or -1, .. var rest] ? rest : tensor.Dimensions;
        return sizes is not [_, var heads, _, var headSize] || (isJoint && tensor.Dimensions.Length != 5)
            ? throw new InvalidDataException(
                $"Its cache {name} is [{string.Join(", ", tensor.Dimensions)}], not [{(isJoint ? "2, " : "")}batch, heads, length, head size].")
            : (heads > 0 ? heads : Positive(config.NumKeyValueHeads, "num_key_value_heads"), headSize > 0 ? headSize : Positive(config.HeadSize, "head_size"));
    }

    /// <summary>Some exports leave a size of the cache open; then the configuration tells it.</summary>
    private static int Positive(int configured, string name) => configured > 0
        ? configured
        : throw new InvalidDataException($"Neither its tensors nor {GenAiConfig.FileName} tell {name}.");

    private static NodeMetadata Tensor(IReadOnlyDictionary<string, NodeMetadata> tensors, string name, string side, params TensorElementType[] types)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new InvalidDataException($"It has no {side} {name}; {GenAiConfig.FileName} promises one. It has {string.Join(", ", tensors.Keys.Take(5))}.");
        if (!types.Contains(tensor.ElementDataType))
            throw new InvalidDataException($"Its {side} {name} is of type {tensor.ElementDataType}, where {string.Join(" or ", types)} is expected.");
        return tensor;
    }
}
