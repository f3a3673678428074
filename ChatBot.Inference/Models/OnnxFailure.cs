using System.Text.RegularExpressions;

namespace ChatBot.Inference.Models;

/// <summary>Turns what ONNX Runtime says of a file it cannot open into what its owner can do about it.</summary>
internal static partial class OnnxFailure
{
    /// <summary>The problem in plain words.</summary>
    /// <param name="folder">The model's folder name.</param>
    /// <param name="file">The ONNX file's name in it.</param>
    /// <param name="exception">What opening the file threw.</param>
    /// <param name="useOther">Which kind of export works; null for that of a decoder.</param>
    public static ModelProblem Explain(string folder, string file, Exception exception, ModelText? useOther = null)
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        var at = $"{folder}/{file}";
        useOther ??= ModelTexts.UseDecoderExport;

        if (UnknownOperator().Match(message) is { Success: true } op)
            return new(at, ModelTexts.UnknownOperator(op.Groups["op"].Value), useOther);
        if (NoKernel().Match(message) is { Success: true } kernel)
            return new(at, ModelTexts.NoKernel(kernel.Groups["op"].Value), useOther);
        if (OutOfBounds().IsMatch(message))
            return new(at, ModelTexts.WeightsIncomplete, ModelTexts.DownloadAndCompare);
        if (message.Contains("Protobuf parsing failed", StringComparison.OrdinalIgnoreCase)
            || message.Contains("INVALID_PROTOBUF", StringComparison.Ordinal))
            return new(at, ModelTexts.NotOnnx, ModelTexts.DownloadAndCompare);
        if (message.Contains("Unsupported model IR version", StringComparison.Ordinal)
            || message.Contains("opset", StringComparison.OrdinalIgnoreCase))
            return new(at, ModelTexts.NewerOnnx, ModelTexts.UseOlderExport);
        return new(at, ModelTexts.NotOpened(message), useOther);
    }

    [GeneratedRegex(@"(?<op>[\w.:]+)(\(-?\d+\))? is not a registered function/op|No Op registered for (?<op>\w+)")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"Could not find an implementation for (?<op>\w+)")]
    private static partial Regex NoKernel();

    [GeneratedRegex("out of bounds|can not be read in full", RegexOptions.IgnoreCase)]
    private static partial Regex OutOfBounds();
}
