namespace ChatBot.Inference.Models;

/// <summary>What a model can do.</summary>
public enum ModelKind
{
    /// <summary>Its files do not tell.</summary>
    Unknown,

    /// <summary>Auto mode: a decoder that writes text token by token.</summary>
    Decoder,

    /// <summary>Masked mode: an encoder that marks an answer in a text.</summary>
    Reader,
}

/// <summary>One folder of the models folder, as its files describe it before anything is loaded.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Kind">What it can do.</param>
/// <param name="Description">One line for people: family, size, context.</param>
/// <param name="OnnxFile">The ONNX file's name in the folder; empty where there is none.</param>
/// <param name="WeightBytes">Bytes of the ONNX file and its weight files.</param>
/// <param name="Problem">Why it cannot be used; null where nothing is wrong that can be seen without loading it.</param>
public sealed record ModelDirectory(
    string Name, string FullPath, ModelKind Kind, string Description, string OnnxFile, long WeightBytes, ModelProblem? Problem);
