using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests;

/// <summary>The models that tests run on: the shipped one, and tiny random ones whose answers transformers computed.</summary>
internal static class TestModels
{
    public static readonly string[] TinyNames = ["phi3", "llama", "qwen2", "qwen3"];

    public static string Shipped => Path.Combine(ProjectRoot.Path, "models", "smollm2-135m-instruct");

    public static string Tiny(string name) => Path.Combine(AppContext.BaseDirectory, "Reference", "tiny-models", name);

    public static IDecoder OpenDecoder(string directory, int longestChunk = 512, int smallestCapacity = 512, int slots = 8, bool ownKernels = true)
    {
        var config = GenAiConfig.Load(directory);
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 2, NullLogger.Instance).Open(Path.Combine(directory, config.Model.Decoder.Filename), ownKernels);
        return new SharedBufferDecoder(session, DecoderSignature.Read(session.Session, config.Model.Decoder), config.Model.ContextLength,
            new DecoderLimits { Slots = slots, LongestChunk = longestChunk, SmallestCapacity = smallestCapacity });
    }

    /// <summary>Loads a model as the program does. The caller disposes it.</summary>
    public static OnnxChatClient Load(string directory, int threads = 1) =>
        new OnnxChatClientLoader(new() { Threads = threads }, new GenerationMetrics(), TimeProvider.System, NullLogger<OnnxChatClientLoader>.Instance)
            .Load(ModelCatalog.Describe(directory), _ => { }, TestContext.Current.CancellationToken);

    /// <summary>Replaces a text in a binary file by another of the same length.</summary>
    public static void Patch(string file, string from, string to)
    {
        var content = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.Contains(from, content, StringComparison.Ordinal);
        Assert.Equal(from.Length, to.Length);
        File.WriteAllBytes(file, System.Text.Encoding.Latin1.GetBytes(content.Replace(from, to, StringComparison.Ordinal)));
    }

    /// <summary>A copy of a model directory that a test may damage; deleted with what it returns.</summary>
    public static TemporaryFolder CopyOf(string directory)
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(directory)) File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        return copy;
    }
}
