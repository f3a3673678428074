using ChatBot.Inference.Kernels;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Models;

/// <summary>A session and the device it computes on. Owns the session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Device">The device.</param>
/// <param name="Kernels">The kernels of ours that it uses; null where it uses none.</param>
internal sealed record OnnxSession(InferenceSession Session, ExecutionProvider Device, OwnKernels? Kernels = null) : IDisposable
{
    public void Dispose()
    {
        Session.Dispose();
        Kernels?.Dispose();
    }
}

/// <summary>Opens ONNX files with the options that suit token-by-token decoding. Thread-safe.</summary>
internal sealed class OnnxSessionFactory(ExecutionProvider wanted, int threads, ILogger logger)
{
    private const string CudaProviderName = "CUDAExecutionProvider";

    /// <summary>Opens one file. The caller disposes what it gets.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ownKernels">Whether to use <see cref="OwnKernels"/> where processor and model allow it.</param>
    /// <exception cref="OnnxRuntimeException">The file cannot be run; <see cref="OnnxFailure"/> says it in plain words.</exception>
    public OnnxSession Open(string path, bool ownKernels = false)
    {
        OnnxTelemetry.TurnOff();
        if (wanted != ExecutionProvider.Cpu && TryOpenOnCuda(path) is { } cuda) return cuda;
        if (ownKernels && OwnKernels.AreSupported && TryOpenWithOwnKernels(path) is { } session) return session;
        using var options = Options();
        return new OnnxSession(new InferenceSession(path, options), ExecutionProvider.Cpu);
    }

    private OnnxSession? TryOpenWithOwnKernels(string path)
    {
        using var options = Options();
        // That they cannot is no error.
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        var kernels = OwnKernels.AddTo(options, threads);
        try
        {
            return new OnnxSession(new InferenceSession(path, options), ExecutionProvider.Cpu, kernels);
        }
        catch (OnnxRuntimeException exception)
        {
            // Any other trouble with the file comes again without them.
            kernels.Dispose();
            logger.LogInformation("{Model} runs on ONNX Runtime's own kernels: {Reason}", Path.GetFileName(path), exception.Message.ReplaceLineEndings(" "));
            return null;
        }
    }

    private OnnxSession? TryOpenOnCuda(string path)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProviderName))
        {
            if (wanted == ExecutionProvider.Cuda)
                logger.LogWarning("CUDA was asked for, but this build has no CUDA support (build with -p:Cuda=true). Running on the processor.");
            return null;
        }

        try
        {
            using var options = Options();
            options.AppendExecutionProvider_CUDA();
            return new OnnxSession(new InferenceSession(path, options), ExecutionProvider.Cuda);
        }
        catch (OnnxRuntimeException exception)
        {
            logger.LogWarning("CUDA cannot be used here ({Reason}). Running on the processor.", exception.Message.ReplaceLineEndings(" "));
            return null;
        }
    }

    private SessionOptions Options() => new()
    {
        IntraOpNumThreads = threads,
        InterOpNumThreads = 1,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };
}
