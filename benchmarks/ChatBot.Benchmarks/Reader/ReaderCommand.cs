using ChatBot.Inference;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Benchmarks.Reader;

/// <summary>The shipped reader: how often it is right, how long it takes, and what it costs an answer that streams in another chat.</summary>
internal static class ReaderCommand
{
    private const string Name = "minilm-squad2";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var external = Path.Combine(Path.GetDirectoryName(ShippedModel.Folder)!, "..", "..", "shared", "external");
        var questions = Path.Combine(external, "qa", "squadshifts-dev.json");
        var book = Path.Combine(external, "pdf", "GeoTopo-book.txt");
        HashSet<string> parts = [];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--questions") questions = arguments[++i];
            else if (arguments[i] == "--text") book = arguments[++i];
            else if (arguments[i] is "accuracy" or "long" or "streaming") parts.Add(arguments[i]);
            else throw new ArgumentException($"Unknown argument {arguments[i]}.");
        }

        await using var reader = Load();
        await reader.WarmUpAsync(CancellationToken.None);
        if (Wants("accuracy", questions)) await Accuracy.MeasureAsync(reader, questions);
        if (Wants("long", book)) await LongDocument.MeasureAsync(reader, await File.ReadAllTextAsync(book));
        if (Wants("streaming", book)) await Streaming.MeasureAsync(reader, await File.ReadAllTextAsync(book));
        return 0;

        bool Wants(string part, string file)
        {
            if (parts.Count > 0 && !parts.Contains(part)) return false;
            if (File.Exists(file)) return true;
            Console.WriteLine($"{part}: left out, {file} is not here.");
            return false;
        }
    }

    private static ExtractiveReader Load()
    {
        var options = new InferenceOptions { Provider = ExecutionProvider.Cpu };
        var folder = Path.Combine(Path.GetDirectoryName(ShippedModel.Folder)!, Name);
        return new ExtractiveReaderLoader(options, TimeProvider.System, NullLogger<ExtractiveReaderLoader>.Instance).Load(ModelCatalog.Describe(folder));
    }
}
