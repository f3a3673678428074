using System.Text.Json;
using ChatBot.Inference.Generation.Caching;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation;

/// <summary>Turns a model directory into a client that answers. Thread-safe.</summary>
internal sealed class OnnxChatClientLoader(
    InferenceOptions options, GenerationMetrics metrics, TimeProvider time, ILogger<OnnxChatClientLoader> logger)
{
    /// <summary>Reading from disk is most of the time a cold start takes.</summary>
    private const double ReadShare = 0.7;

    /// <summary>Loads one model; takes seconds, so not on a thread that anybody waits for. The caller disposes what it gets.</summary>
    /// <exception cref="ModelUnavailableException">The model cannot be used; it says why and what to do.</exception>
    public OnnxChatClient Load(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation)
    {
        if (model.Problem is { } known) throw new ModelUnavailableException(known);
        void Stage(ModelText stage, double fraction) => report(new ModelState.Loading(model.Name, stage, fraction));

        var reading = ModelTexts.ReadingWeights((long)Math.Round(model.WeightBytes / 1e6));
        Stage(reading, 0);
        WeightsReader.Read(Path.Combine(model.FullPath, model.OnnxFile), new SteppedProgress(fraction => Stage(reading, fraction * ReadShare)), cancellation);

        Stage(ModelTexts.ReadingVocabulary, ReadShare);
        var (config, tokenizer, template, ends) = ReadText(model);

        Stage(ModelTexts.PreparingWeights, ReadShare + 0.05);
        cancellation.ThrowIfCancellationRequested();
        var (decoder, device, ownKernels) = Open(model, config);

        Stage(ModelTexts.WarmingUp, 0.95);
        // The first runs take memory and compile code; better now than in somebody's first answer.
        var limits = new SchedulerLimits
        {
            CacheBytes = CacheBudget.Bytes(options.CacheMegabytes),
            RowsAreIndependent = RowIndependence.Holds(decoder),
            Speculate = options.Speculate,
        };
        var engine = new GenerationEngine(decoder, tokenizer, ends, time, logger, limits);
        var client = new OnnxChatClient(model.Name, engine, tokenizer, template, config.Search, metrics, time);
        metrics.Watch("chatbot.engine.requests.waiting", "{request}", "Answers that wait to be begun.", model.Name, () => engine.Waiting);
        metrics.Watch("chatbot.engine.requests.running", "{request}", "Answers that are being written.", model.Name, () => engine.Running);
        metrics.Watch("chatbot.engine.cache.usage", "By", "Memory of the key and value cache, remembered texts included.", model.Name, () => engine.CacheBytes);
        logger.LogInformation(
            "Loaded {Model}: {Description}, on {Device}, with {Kernels} kernels.", model.Name, model.Description, device, ownKernels ? "ChatBot's" : "ONNX Runtime's");
        report(new ModelState.Ready(model.Name, $"{model.Description}, {(device == ExecutionProvider.Cuda ? "GPU" : "CPU")}", decoder.ContextLength));
        return client;
    }

    private (GenAiConfig Config, TextTokenizer Tokenizer, ChatTemplate Template, IReadOnlySet<int> Ends) ReadText(ModelDirectory model)
    {
        var (file, hasTemplate) = (GenAiConfig.FileName, true);
        try
        {
            var config = GenAiConfig.Load(model.FullPath);
            file = "tokenizer.json";
            var tokenizer = TokenizerJson.Load(Path.Combine(model.FullPath, file));
            file = TemplateFiles.Alone.Append("tokenizer_config.json").First(name => name == "tokenizer_config.json" || File.Exists(Path.Combine(model.FullPath, name)));
            hasTemplate = !TemplateFiles.IsMissing(model.FullPath);
            var template = ChatTemplate.FromDirectory(model.FullPath, tokenizer, time);
            file = GenAiConfig.FileName;
            return (config, tokenizer, template, EndTokens.Find(model.FullPath, config, tokenizer, template));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or TemplateException or JsonException)
        {
            throw new ModelUnavailableException(
                new($"{model.Name}/{file}", Sentence(exception.Message, model.FullPath), hasTemplate ? ModelTexts.DownloadFromPage : ModelTexts.UseChatModel), exception);
        }
    }

    /// <summary>A reason without the place of the file, which is told beside it and is nobody's business on a page.</summary>
    private static string Sentence(string reason, string folder)
    {
        var at = reason.StartsWith(folder, StringComparison.Ordinal) ? reason.IndexOf(": ", StringComparison.Ordinal) : -1;
        return at < 0 ? reason : $"{char.ToUpperInvariant(reason[at + 2])}{reason[(at + 3)..]}";
    }

    private (IDecoder Decoder, ExecutionProvider Device, bool OwnKernels) Open(ModelDirectory model, GenAiConfig config)
    {
        var threads = options.Threads > 0 ? options.Threads : PhysicalCores.Count;
        OnnxSession? session = null;
        try
        {
            var before = HugePages.Snapshot();
            session = new OnnxSessionFactory(options.Provider, threads, logger).Open(Path.Combine(model.FullPath, model.OnnxFile), options.OwnKernels);
            HugePages.GatherSince(before);
            var signature = DecoderSignature.Read(session.Session, config.Model.Decoder);
            var graph = OnnxFile.Read(Path.Combine(model.FullPath, model.OnnxFile));
            var context = ContextLengths.Of(
                config, options.ContextLength, signature.Cache.BytesPerToken, CacheBudget.Bytes(options.CacheMegabytes));
            var limits = new DecoderLimits
            {
                Slots = options.ConcurrentAnswers,
                QueryHeads = Math.Max(signature.Cache.MostHeads, config.Model.Decoder.NumAttentionHeads),
            };
            return (Decoders.Create(session, signature, graph, context, limits, LongRope.ShortLength(config, graph)), session.Device, session.Kernels is not null);
        }
        catch (OnnxRuntimeException exception)
        {
            session?.Dispose();
            throw new ModelUnavailableException(OnnxFailure.Explain(model.Name, model.OnnxFile, exception), exception);
        }
        catch (InvalidDataException exception)
        {
            session?.Dispose();
            throw new ModelUnavailableException(new($"{model.Name}/{model.OnnxFile}", exception.Message, ModelTexts.UseDecoderExport), exception);
        }
    }

    /// <summary>Passes on a fraction when it has grown by a hundredth: watchers are people.</summary>
    private sealed class SteppedProgress(Action<double> report) : IProgress<double>
    {
        private double _last = -1;

        public void Report(double value)
        {
            if (value < _last + 0.01) return;
            _last = value;
            report(value);
        }
    }
}
