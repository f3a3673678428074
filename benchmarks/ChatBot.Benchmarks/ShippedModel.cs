using ChatBot.Inference;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Benchmarks;

/// <summary>The model every figure is measured on.</summary>
internal static class ShippedModel
{
    public const string Name = "smollm2-135m-instruct";

    /// <summary>The model's folder: in the nearest <c>models</c> folder up from the program.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The bytes of its weights on disk. A token reads each of them once: the embedding is the output layer too.</summary>
    public static long WeightBytes { get; } = new DirectoryInfo(Folder).EnumerateFiles("*.data").Sum(file => file.Length);

    /// <summary>Loads it as the product does, but for guessing: all sides of a comparison do the same work. The caller disposes it.</summary>
    public static OnnxChatClient Load()
    {
        var options = new InferenceOptions { ModelsFolder = Path.GetDirectoryName(Folder)!, Model = Name, Provider = ExecutionProvider.Cpu, Speculate = false };
        var loader = new OnnxChatClientLoader(options, new GenerationMetrics(), TimeProvider.System, NullLogger<OnnxChatClientLoader>.Instance);
        var directory = ModelCatalog.Scan(options.ModelsFolder).Single(model => model.Name == Name);
        return loader.Load(directory, static _ => { }, CancellationToken.None);
    }

    /// <summary>Opens its decoder as the product does. The caller disposes it.</summary>
    /// <param name="ownKernels">Whether it may use our kernels.</param>
    public static SharedBufferDecoder OpenDecoder(bool ownKernels = true)
    {
        var config = GenAiConfig.Load(Folder);
        var before = HugePages.Snapshot();
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, PhysicalCores.Count, NullLogger.Instance)
            .Open(Path.Combine(Folder, config.Model.Decoder.Filename), ownKernels);
        HugePages.GatherSince(before);
        return new SharedBufferDecoder(session, DecoderSignature.Read(session.Session, config.Model.Decoder), config.Model.ContextLength,
            new DecoderLimits { QueryHeads = config.Model.Decoder.NumAttentionHeads });
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "models", Name);
            if (File.Exists(Path.Combine(candidate, GenAiConfig.FileName))) return candidate;
        }

        throw new DirectoryNotFoundException($"There is no models/{Name} in {AppContext.BaseDirectory} or above it.");
    }
}
