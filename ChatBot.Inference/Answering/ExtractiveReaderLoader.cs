using ChatBot.Inference.Models;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Answering;

/// <summary>Turns a model directory into a reader. Thread-safe.</summary>
internal sealed class ExtractiveReaderLoader(InferenceOptions options, TimeProvider time, ILogger<ExtractiveReaderLoader> logger)
{
    /// <summary>Tokens of a run where several windows go through the graph at once: few enough to be cancelled within a second.</summary>
    private const int BatchTokens = 1536;

    /// <summary>
    /// An activation that is quantised at run time gets one scale for the whole batch, so what a window scores would depend on its neighbours (by up
    /// to a logit, measured on the shipped reader); such graphs read one window a run. On a processor nothing is lost by it.
    /// </summary>
    private static readonly string[] QuantisedAtRunTime = ["DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM", "QAttention"];

    /// <summary>Loads one model; takes seconds, so not on a thread that anybody waits for. The caller disposes what it gets.</summary>
    /// <exception cref="ModelUnavailableException">The model cannot be used; it says why and what to do.</exception>
    public ExtractiveReader Load(ModelDirectory model)
    {
        if (model.Problem is { } known) throw new ModelUnavailableException(known);
        var (config, settings, tokenizer) = ReadText(model);
        OnnxSession? session = null;
        try
        {
            // One thread a run: the windows are what is read in parallel, so no run waits for the slowest of its threads.
            session = new OnnxSessionFactory(options.Provider, threads: 1, logger).Open(Path.Combine(model.FullPath, model.OnnxFile));
            var signature = ReaderSignature.Read(session.Session);
            if (signature.FixedLength < settings.MaxLength)
                throw new InvalidDataException($"It was exported for {signature.FixedLength} tokens, and {ReaderSettings.FileName} asks for windows of {settings.MaxLength}.");
            if (tokenizer.Pair.FrameLength == 0)
                throw new InvalidDataException("Its tokenizer does not say how question and text are told apart.");
            var operators = OnnxFile.Read(Path.Combine(model.FullPath, model.OnnxFile)).Operators;
            var batchTokens = QuantisedAtRunTime.Any(operators.Contains) ? 0 : BatchTokens;
            var graph = new ReaderGraph(session, signature, config.Padding, config.TypeVocabSize);
            var threads = options.ReaderThreads > 0 ? options.ReaderThreads : session.Device == ExecutionProvider.Cuda ? 1 : PhysicalCores.Count;
            var clock = session.Device == ExecutionProvider.Cpu ? ThreadClock.Instance ?? time : time;
            return new ExtractiveReader(graph, tokenizer, settings, threads, batchTokens, options.ReaderPassages, clock);
        }
        catch (Exception exception)
        {
            session?.Dispose();
            if (exception is OnnxRuntimeException refused)
                throw new ModelUnavailableException(OnnxFailure.Explain(model.Name, model.OnnxFile, refused, ModelTexts.UseReaderExport), refused);
            if (exception is InvalidDataException)
                throw new ModelUnavailableException(new($"{model.Name}/{model.OnnxFile}", exception.Message, ModelTexts.UseReaderExport), exception);
            throw;
        }
    }

    private static (EncoderConfig Config, ReaderSettings Settings, TextTokenizer Tokenizer) ReadText(ModelDirectory model)
    {
        var file = EncoderConfig.FileName;
        try
        {
            var config = EncoderConfig.Load(model.FullPath);
            file = ReaderSettings.FileName;
            var settings = ReaderSettings.Load(model.FullPath, config.Positions);
            file = "tokenizer.json";
            return (config, settings, TokenizerJson.Load(Path.Combine(model.FullPath, file)));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException(new($"{model.Name}/{file}", exception.Message, ModelTexts.DownloadFromPage), exception);
        }
    }
}
