using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Models;

/// <summary>A session and the device it computes on. Owns the session.</summary>
internal sealed record OnnxSession(InferenceSession Session, ExecutionProvider Device) : IDisposable
{
    public void Dispose() => Session.Dispose();
}

/// <summary>Opens ONNX files with the options that suit token-by-token decoding. Thread-safe.</summary>
internal sealed class OnnxSessionFactory(ExecutionProvider wanted, int threads, ILogger logger)
{
    private const string CudaProviderName = "CUDAExecutionProvider";

    /// <summary>Opens one file. The caller disposes what it gets.</summary>
    /// <exception cref="OnnxRuntimeException">The file cannot be run; <see cref="OnnxFailure"/> says it in plain words.</exception>
    public OnnxSession Open(string path)
    {
        OnnxTelemetry.TurnOff();
        if (wanted != ExecutionProvider.Cpu && TryOpenOnCuda(path) is { } cuda) return cuda;
        using var options = Options();
        return new OnnxSession(new InferenceSession(path, options), ExecutionProvider.Cpu);
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
