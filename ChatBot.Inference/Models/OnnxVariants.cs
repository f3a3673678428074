namespace ChatBot.Inference.Models;

/// <summary>
/// The ONNX files of one model in several precisions side by side, as onnx-community's repositories have them: <c>model_q4.onnx</c>,
/// <c>model_quantized.onnx</c>, <c>model_fp16.onnx</c> and the like, in the folder itself or in its subfolder <c>onnx</c>. A variant is named by what
/// follows <c>model_</c>, the plain <c>model.onnx</c> by <c>model</c>, any other file by its name without extension.
/// </summary>
internal static class OnnxVariants
{
    private const string Plain = "model", Prefix = "model_";
    private static readonly string[] Folders = ["", "onnx"];

    /// <summary>
    /// From the one to take first where there are several: weights of 4 bits need the least memory traffic, which is what a processor waits for, and keep
    /// more of the model than 8 bits without blocks; numbers of 16 bits have to be widened on a processor.
    /// </summary>
    private static readonly string[] Order = ["q4", "quantized", "int8", "uint8", Plain, "q4f16", "fp16"];

    /// <summary>The file to open, relative to the folder.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="variant">The one asked for; null for the usual choice.</param>
    /// <exception cref="ModelUnavailableException">There is no ONNX file, or not the one asked for.</exception>
    public static string Choose(string directory, string? variant = null)
    {
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        var variants = Of(directory);
        if (variants.Count == 0) throw new ModelUnavailableException(new(folder, ModelTexts.NoOnnxFile, ModelTexts.DownloadModel));
        if (variant is null) return variants[0].File;
        return variants.FirstOrDefault(found => found.Name.Equals(variant, StringComparison.OrdinalIgnoreCase)).File
            ?? throw new ModelUnavailableException(
                new(folder, ModelTexts.NoSuchVariant(variant, string.Join(", ", variants.Select(found => found.Name))), ModelTexts.NameAnother));
    }

    /// <summary>All variants of a folder, the one to take first first.</summary>
    public static IReadOnlyList<(string Name, string File)> Of(string directory) =>
    [
        .. Folders.Where(inner => Directory.Exists(Path.Combine(directory, inner)))
            .SelectMany(inner => Directory.GetFiles(Path.Combine(directory, inner), "*.onnx").Select(file => Path.Combine(inner, Path.GetFileName(file))))
            .Select(file => (Name: NameOf(file), File: file))
            .OrderBy(variant => Array.IndexOf(Order, variant.Name) is >= 0 and var place ? place : Order.Length)
            .ThenBy(variant => variant.File, StringComparer.Ordinal)
            .DistinctBy(variant => variant.Name),
    ];

    private static string NameOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
    }
}
