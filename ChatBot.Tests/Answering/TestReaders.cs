using ChatBot.Inference;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Answering;

/// <summary>The readers that tests run on: the shipped one, loaded once, and a tiny random RoBERTa.</summary>
internal static class TestReaders
{
    private static readonly Lazy<ExtractiveReader> Loaded = new(() => Load(ShippedFolder));

    public static string ShippedFolder => ProjectRoot.Combine("models", "minilm-squad2");

    public static string TinyFolder => ProjectRoot.Reference("tiny-models", "roberta-qa");

    /// <summary>The shipped reader; not to be disposed.</summary>
    public static ExtractiveReader Shipped => Loaded.Value;

    /// <summary>A reader of the caller's own.</summary>
    public static ExtractiveReader Load(string folder, int threads = 0, int passages = 0) =>
        Loader(threads, passages).Load(ModelCatalog.Describe(folder));

    public static ExtractiveReaderLoader Loader(int threads = 0, int passages = 0) => new(
        new InferenceOptions { Provider = ExecutionProvider.Cpu, ReaderThreads = threads, ReaderPassages = passages },
        TimeProvider.System, NullLogger<ExtractiveReaderLoader>.Instance);

    /// <summary>Asks one text, without alternatives unless they are asked for.</summary>
    public static Task<ReaderResult> AskAsync(this ExtractiveReader reader, string question, string text, int alternatives = 0) =>
        reader.ReadAsync(question, [new ReaderDocument("text", text)], alternatives, null, TestContext.Current.CancellationToken);
}
