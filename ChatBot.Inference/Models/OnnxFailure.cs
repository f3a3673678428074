using System.Text.RegularExpressions;

namespace ChatBot.Inference.Models;

/// <summary>Turns what ONNX Runtime says of a file it cannot open into what its owner can do about it.</summary>
internal static partial class OnnxFailure
{
    private const string DownloadAgain = "Download the file again and compare its size with the one on the model's page.";

    /// <summary>The problem in plain words.</summary>
    /// <param name="folder">The model's folder name.</param>
    /// <param name="file">The ONNX file's name in it.</param>
    /// <param name="exception">What opening the file threw.</param>
    /// <param name="export">The kind of export that works.</param>
    public static ModelProblem Explain(string folder, string file, Exception exception, string export = "an export made for onnxruntime-genai on CPU")
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        var at = $"{folder}/{file}";

        if (UnknownOperator().Match(message) is { Success: true } op)
            return new(at, $"It uses the operator {op.Groups["op"].Value}, which this version of ONNX Runtime does not know.",
                $"Use {export}, or a newer release of this application.");
        if (OutOfBounds().IsMatch(message))
            return new(at, "The weights end before the model does: the file is incomplete.", DownloadAgain);
        if (message.Contains("Protobuf parsing failed", StringComparison.OrdinalIgnoreCase)
            || message.Contains("INVALID_PROTOBUF", StringComparison.Ordinal))
            return new(at, "It is not an ONNX model, or it is damaged.", DownloadAgain);
        if (message.Contains("Unsupported model IR version", StringComparison.Ordinal)
            || message.Contains("opset", StringComparison.OrdinalIgnoreCase))
            return new(at, "It was made with a newer ONNX than this application knows.", "Use an older export, or a newer release of this application.");
        return new(at, $"ONNX Runtime cannot open it: {message}", $"Use {export}, or download the model again.");
    }

    [GeneratedRegex(@"(?<op>[\w.:]+)(\(-?\d+\))? is not a registered function/op|No Op registered for (?<op>\w+)")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex("out of bounds|can not be read in full", RegexOptions.IgnoreCase)]
    private static partial Regex OutOfBounds();
}
