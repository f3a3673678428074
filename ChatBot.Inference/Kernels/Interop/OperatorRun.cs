using System.Runtime.InteropServices;

namespace ChatBot.Inference.Kernels.Interop;

/// <summary>One computation of one node.</summary>
/// <param name="context">ONNX Runtime's context of it.</param>
/// <param name="kernel">A handle of the <see cref="OperatorKernel"/>.</param>
internal readonly unsafe struct OperatorRun(nint context, nint kernel)
{

    public OrtTensor? Input(int index) => OnnxRuntimeApi.Input(context, index);

    public OrtTensor NeededInput(int index) => OnnxRuntimeApi.Input(context, index) ?? throw new NotSupportedException($"Input {index} is missing.");

    public void* Output(int index, params ReadOnlySpan<long> dimensions) => OnnxRuntimeApi.Output(context, index, dimensions);

    /// <summary>Calls <see cref="OperatorKernel.ComputePart"/> for each part on the session's threads and waits for all.</summary>
    /// <exception cref="InvalidOperationException">A part failed.</exception>
    public void Parallel(int parts)
    {
        var managed = (OperatorKernel)GCHandle.FromIntPtr(kernel).Target!;
        if (parts == 1)
        {
            managed.ComputePart(0);
            return;
        }

        managed.Failure = null;
        OnnxRuntimeApi.Parallel(context, &ComputePart, parts, kernel);
        if (managed.Failure is { } failure) throw new InvalidOperationException(failure.Message, failure);
    }

    [UnmanagedCallersOnly]
    private static void ComputePart(nint kernel, nuint part)
    {
        var managed = (OperatorKernel)GCHandle.FromIntPtr(kernel).Target!;
        try
        {
            managed.ComputePart((int)part);
        }
        catch (Exception exception)
        {
            // Nothing may be thrown through native frames.
            managed.Failure = exception;
        }
    }
}
