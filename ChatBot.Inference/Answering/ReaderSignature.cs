using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Answering;

/// <summary>How one extractive graph is called, from the session itself. Ids, mask and types are [batch, length]; so are the logits.</summary>
/// <param name="Inputs">Those the graph asks for, of input ids, attention mask and token types, in this order.</param>
/// <param name="IdType">Int64 or Int32, of all inputs.</param>
/// <param name="LogitsType">Float or Float16.</param>
/// <param name="FixedBatch">The batch size of an export that fixed it; else null.</param>
/// <param name="FixedLength">The length of an export that fixed it; else null.</param>
internal sealed record ReaderSignature(
    IReadOnlyList<string> Inputs, TensorElementType IdType, TensorElementType LogitsType, int? FixedBatch, int? FixedLength)
{
    public const string InputIds = "input_ids", AttentionMask = "attention_mask", TokenTypeIds = "token_type_ids";

    public static readonly string[] Outputs = ["start_logits", "end_logits"];

    /// <summary>Reads the signature of a session.</summary>
    /// <exception cref="InvalidDataException">The graph is no extractive reader; the message says why.</exception>
    public static ReaderSignature Read(InferenceSession session)
    {
        var inputs = session.InputMetadata;
        string[] known = [InputIds, AttentionMask, TokenTypeIds];
        if (inputs.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new InvalidDataException($"It asks for an input {unknown} that a question-answering encoder does not have.");

        var ids = Tensor(inputs, InputIds, "input", TensorElementType.Int64, TensorElementType.Int32);
        string[] served = [.. known.Where(inputs.ContainsKey)];
        foreach (var name in served) Tensor(inputs, name, "input", ids.ElementDataType);

        var logits = Tensor(session.OutputMetadata, Outputs[0], "output", TensorElementType.Float, TensorElementType.Float16);
        Tensor(session.OutputMetadata, Outputs[1], "output", logits.ElementDataType);
        if (ids.Dimensions is not [var batch, var length])
            throw new InvalidDataException($"Its input {InputIds} is [{string.Join(", ", ids.Dimensions)}], not [batch, length].");
        return new ReaderSignature(served, ids.ElementDataType, logits.ElementDataType, batch > 0 ? batch : null, length > 0 ? length : null);
    }

    private static NodeMetadata Tensor(IReadOnlyDictionary<string, NodeMetadata> tensors, string name, string side, params TensorElementType[] types)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new InvalidDataException($"It has no {side} {name}; it has {string.Join(", ", tensors.Keys.Take(5))}.");
        if (!types.Contains(tensor.ElementDataType))
            throw new InvalidDataException($"Its {side} {name} is of type {tensor.ElementDataType}, where {string.Join(" or ", types)} is expected.");
        return tensor;
    }
}
