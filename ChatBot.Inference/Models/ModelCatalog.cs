using System.Text.Json;
using ChatBot.Inference.Templates;

namespace ChatBot.Inference.Models;

/// <summary>
/// The models folder: says of every folder in it what it is, and of a broken one what is missing and what to do, without loading any of
/// them. One broken folder never hides another. Stateless and thread-safe.
/// </summary>
public static class ModelCatalog
{
    /// <summary>Lists the folders by name. A missing models folder is an empty catalog.</summary>
    public static IReadOnlyList<ModelDirectory> Scan(string modelsFolder) => !Directory.Exists(modelsFolder)
        ? []
        : [.. Directory.EnumerateDirectories(modelsFolder).Order(StringComparer.Ordinal)
            .Where(path => !Path.GetFileName(path).StartsWith('.')).Select(path => Describe(path))];

    /// <summary>
    /// Where a configured models folder is: a relative one is looked for in the working directory, then in the program's folder, then in the folders
    /// above either.
    /// </summary>
    public static string Locate(string modelsFolder)
    {
        if (Path.IsPathRooted(modelsFolder)) return modelsFolder;
        string[] starts = [Directory.GetCurrentDirectory(), AppContext.BaseDirectory];
        var found = starts.SelectMany(AndAbove).Select(folder => Path.Combine(folder, modelsFolder)).FirstOrDefault(Directory.Exists);
        return found ?? Path.GetFullPath(modelsFolder);

        static IEnumerable<string> AndAbove(string start)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent) yield return folder.FullName;
        }
    }

    /// <summary>Describes one model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="variant">
    /// Which of several ONNX files is meant, such as <c>q4</c> for <c>model_q4.onnx</c>; the model's name then ends in <c>:q4</c>. Null for the usual choice.
    /// </param>
    public static ModelDirectory Describe(string path, string? variant = null)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        var (kind, description, onnx, bytes) = (ModelKind.Unknown, "", "", 0L);
        ModelProblem? problem = null;
        try
        {
            if (File.Exists(Path.Combine(path, GenAiConfig.FileName)) || IsDecoder(path, name))
            {
                kind = ModelKind.Decoder;
                if (File.Exists(Path.Combine(path, GenAiConfig.FileName))) CheckIsNoPlaceholder(path, name, GenAiConfig.FileName);
                var config = GenAiConfig.Load(path, variant);
                if (config.Model.OtherKind is { } other)
                {
                    throw new ModelUnavailableException(new($"{name}/{GenAiConfig.FileName}", other, ModelTexts.UseTextModel));
                }

                onnx = config.Model.Decoder.Filename;
                description = $"{config.Model.Type}, context {config.Model.ContextLength:N0} tokens{(variant is null ? "" : $", {variant}")}";
                Require(path, name, onnx);
                Require(path, name, "tokenizer.json");
                if (!Array.Exists(TemplateFiles.Alone, file => File.Exists(Path.Combine(path, file)))) Require(path, name, "tokenizer_config.json");
            }
            else if (File.Exists(Path.Combine(path, "reader.json")) || IsQuestionAnswering(path))
            {
                (kind, onnx, description) = (ModelKind.Reader, "model.onnx", "extractive reader");
                Require(path, name, onnx);
                Require(path, name, "tokenizer.json");
            }
            else
            {
                if (TransformersConfig.OtherKind(path) is { } other)
                    throw new ModelUnavailableException(new($"{name}/{TransformersConfig.FileName}", other, ModelTexts.UseTextModel));
                throw new ModelUnavailableException(new(name, ModelTexts.UnknownKind(GenAiConfig.FileName, TransformersConfig.FileName), ModelTexts.PutFiles));
            }

            var graph = OnnxFile.Read(Path.Combine(path, onnx));
            bytes = CheckWeights(path, name, onnx, graph);
            description += $", {bytes / 1e6:N0} MB";
        }
        catch (ModelUnavailableException exception)
        {
            problem = exception.Problem;
        }
        catch (InvalidDataException exception)
        {
            problem = new(onnx.Length == 0 ? $"{name}/{GenAiConfig.FileName}" : $"{name}/{onnx}", exception.Message, ModelTexts.DownloadModel);
        }
        catch (JsonException exception)
        {
            problem = new(name, ModelTexts.NotJson(exception.Message), ModelTexts.DownloadModel);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = new(name, ModelTexts.Unreadable(exception.Message), ModelTexts.CheckPermissions);
        }
        catch (Exception exception) when (exception is InvalidOperationException or OverflowException)
        {
            // A file of the right form with something else in it than everybody writes.
            problem = new(name, ModelTexts.Unreadable(exception.Message), ModelTexts.DownloadModel);
        }

        return new ModelDirectory(variant is null ? name : $"{name}:{variant}", path, kind, description, onnx, bytes, problem);
    }

    private static bool IsDecoder(string path, string name)
    {
        try
        {
            return TransformersConfig.IsDecoder(path);
        }
        catch (JsonException exception)
        {
            throw new ModelUnavailableException(new($"{name}/{TransformersConfig.FileName}", ModelTexts.NotJson(exception.Message), ModelTexts.DownloadModel));
        }
    }

    private static bool IsQuestionAnswering(string path)
    {
        var config = Path.Combine(path, "config.json");
        if (!File.Exists(config)) return false;
        using var document = Parse(config);
        return document.RootElement.TryGetProperty("architectures", out var architectures)
            && architectures.ValueKind == JsonValueKind.Array
            && architectures.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.GetString()!.EndsWith("ForQuestionAnswering", StringComparison.Ordinal));
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException exception)
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file));
            throw new ModelUnavailableException(new($"{name}/{Path.GetFileName(file)}", ModelTexts.NotJson(exception.Message), ModelTexts.DownloadModel));
        }
    }

    /// <summary>Compares the weight files with what the graph wants of them.</summary>
    private static long CheckWeights(string path, string name, string onnx, OnnxFile graph)
    {
        var total = new FileInfo(Path.Combine(path, onnx)).Length;
        foreach (var (location, needed) in graph.ExternalFiles)
        {
            var file = Path.Combine(Path.GetDirectoryName(onnx) ?? "", location);
            Require(path, name, file);
            var length = new FileInfo(Path.Combine(path, file)).Length;
            if (length < needed)
            {
                throw new ModelUnavailableException(new($"{name}/{file}", ModelTexts.CutOff(length, needed), ModelTexts.DownloadFile));
            }

            total += length;
        }

        return total;
    }

    private static void Require(string path, string name, string file)
    {
        if (!File.Exists(Path.Combine(path, file)))
            throw new ModelUnavailableException(new($"{name}/{file}", ModelTexts.FileMissing, ModelTexts.DownloadModel));
        CheckIsNoPlaceholder(path, name, file);
    }

    /// <summary>A clone without Git LFS has small text files in place of large ones.</summary>
    private static void CheckIsNoPlaceholder(string path, string name, string file)
    {
        const string pointer = "version https://git-lfs";
        using var stream = File.OpenRead(Path.Combine(path, file));
        Span<byte> start = stackalloc byte[pointer.Length];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read == 0) throw new ModelUnavailableException(new($"{name}/{file}", ModelTexts.FileEmpty, ModelTexts.DownloadModel));
        if (System.Text.Encoding.ASCII.GetString(start[..read]) == pointer)
        {
            throw new ModelUnavailableException(new($"{name}/{file}", ModelTexts.Placeholder, ModelTexts.PullFiles));
        }
    }
}
