namespace ChatBot.Inference.Models;

/// <summary>
/// Why a model directory cannot be used, and what its owner can do about it. Written to be shown to a person as it is.
/// </summary>
/// <param name="File">The file or folder at fault, relative to the models folder, such as <c>phi-3/model.onnx.data</c>.</param>
/// <param name="Reason">What is wrong with it, one sentence.</param>
/// <param name="Remedy">What to do, one or two sentences.</param>
public sealed record ModelProblem(string File, ModelText Reason, ModelText Remedy)
{
    /// <summary>The whole problem as one line of text, for logs and exceptions.</summary>
    public override string ToString() => $"{File}: {Reason} {Remedy}";
}
