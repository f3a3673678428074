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
    public void Parallel(int parts)
    {
        var shared = new PartsCall { Kernel = kernel };
        if (parts == 1) ((OperatorKernel)GCHandle.FromIntPtr(kernel).Target!).ComputePart(0);
        else OnnxRuntimeApi.Parallel(context, &ComputePart, parts, (nint)(&shared));
        if (shared.Failed != 0) throw new InvalidOperationException("A part of a node's computation failed.");
    }

    [UnmanagedCallersOnly]
    private static void ComputePart(nint argument, nuint part)
    {
        var call = (PartsCall*)argument;
        try
        {
            ((OperatorKernel)GCHandle.FromIntPtr(call->Kernel).Target!).ComputePart((int)part);
        }
        catch (Exception)
        {
            // Nothing may be thrown through native frames.
            Volatile.Write(ref call->Failed, 1);
        }
    }

    private struct PartsCall
    {
        public nint Kernel;
        public int Failed;
    }
}
