using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Kernels.Interop;

/// <summary>
/// A <see cref="CustomOperator"/> as ONNX Runtime's C API wants it: its structure <c>OrtCustomOp</c>, a table of functions, followed by what those need to
/// find the managed side. Dispose it after every session that uses it.
/// </summary>
internal sealed unsafe class NativeOperator : IDisposable
{
    private readonly Native* _native;

    public NativeOperator(CustomOperator managed)
    {
        _native = (Native*)NativeMemory.AllocZeroed((nuint)sizeof(Native));
        *_native = new Native
        {
            Version = OnnxRuntimeApi.Version,
            GetName = &GetName,
            GetProvider = &GetProvider,
            GetInputType = &GetInputType,
            GetInputCount = &GetInputCount,
            GetOutputType = &GetOutputType,
            GetOutputCount = &GetOutputCount,
            Destroy = &Destroy,
            GetInputIsOptional = &GetInputIsOptional,
            GetOutputIsOptional = &GetOutputIsOptional,
            GetInputMemory = &GetInputMemory,
            GetVariadicInputs = &GetOne,
            GetVariadicInputsAreAlike = &GetOne,
            GetVariadicOutputs = &GetOne,
            GetVariadicOutputsAreAlike = &GetOne,
            Create = &Create,
            Compute = &Compute,
            GetFirstVersion = &GetOne,
            GetLastVersion = &GetMost,
            Name = Marshal.StringToCoTaskMemUTF8(managed.Name),
            Managed = GCHandle.ToIntPtr(GCHandle.Alloc(managed)),
        };
    }

    /// <summary>The structure.</summary>
    public void* Pointer => _native;

    public void Dispose()
    {
        GCHandle.FromIntPtr(_native->Managed).Free();
        Marshal.FreeCoTaskMem(_native->Name);
        NativeMemory.Free(_native);
    }

    private static CustomOperator Managed(Native* self) => (CustomOperator)GCHandle.FromIntPtr(self->Managed).Target!;

    [UnmanagedCallersOnly]
    private static nint GetName(Native* self) => self->Name;

    [UnmanagedCallersOnly]
    private static nint GetProvider(Native* self) => 0;

    [UnmanagedCallersOnly]
    private static TensorElementType GetInputType(Native* self, nuint index) => Managed(self).Inputs[(int)index].Type;

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(Native* self) => (nuint)Managed(self).Inputs.Count;

    [UnmanagedCallersOnly]
    private static TensorElementType GetOutputType(Native* self, nuint index) => Managed(self).Outputs[(int)index].Type;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(Native* self) => (nuint)Managed(self).Outputs.Count;

    [UnmanagedCallersOnly]
    private static int GetInputIsOptional(Native* self, nuint index) => Managed(self).Inputs[(int)index].IsOptional ? 1 : 0;

    [UnmanagedCallersOnly]
    private static int GetOutputIsOptional(Native* self, nuint index) => Managed(self).Outputs[(int)index].IsOptional ? 1 : 0;

    [UnmanagedCallersOnly]
    private static int GetInputMemory(Native* self, nuint index) => 0;

    [UnmanagedCallersOnly]
    private static int GetOne(Native* self) => 1;

    [UnmanagedCallersOnly]
    private static int GetMost(Native* self) => int.MaxValue;

    [UnmanagedCallersOnly]
    private static nint Create(Native* self, nint api, nint info, nint* kernel)
    {
        try
        {
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(Managed(self).CreateKernel(info)));
            return 0;
        }
        catch (Exception exception)
        {
            return OnnxRuntimeApi.Failure(exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            ((OperatorKernel)GCHandle.FromIntPtr(kernel).Target!).Compute(new OperatorRun(context, kernel));
            return 0;
        }
        catch (Exception exception)
        {
            return OnnxRuntimeApi.Failure(exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel)
    {
        var handle = GCHandle.FromIntPtr(kernel);
        ((OperatorKernel)handle.Target!).Dispose();
        handle.Free();
    }

    /// <summary><c>OrtCustomOp</c> in its order, then ours.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Native
    {
        public uint Version;
        public nint CreateWithoutErrors;
        public delegate* unmanaged<Native*, nint> GetName;
        public delegate* unmanaged<Native*, nint> GetProvider;
        public delegate* unmanaged<Native*, nuint, TensorElementType> GetInputType;
        public delegate* unmanaged<Native*, nuint> GetInputCount;
        public delegate* unmanaged<Native*, nuint, TensorElementType> GetOutputType;
        public delegate* unmanaged<Native*, nuint> GetOutputCount;
        public nint ComputeWithoutErrors;
        public delegate* unmanaged<nint, void> Destroy;
        public delegate* unmanaged<Native*, nuint, int> GetInputIsOptional;
        public delegate* unmanaged<Native*, nuint, int> GetOutputIsOptional;
        public delegate* unmanaged<Native*, nuint, int> GetInputMemory;
        public delegate* unmanaged<Native*, int> GetVariadicInputs;
        public delegate* unmanaged<Native*, int> GetVariadicInputsAreAlike;
        public delegate* unmanaged<Native*, int> GetVariadicOutputs;
        public delegate* unmanaged<Native*, int> GetVariadicOutputsAreAlike;
        public delegate* unmanaged<Native*, nint, nint, nint*, nint> Create;
        public delegate* unmanaged<nint, nint, nint> Compute;
        public nint InferShape;
        public delegate* unmanaged<Native*, int> GetFirstVersion;
        public delegate* unmanaged<Native*, int> GetLastVersion;
        public nint GetInPlace, ReleaseInPlace, GetAliases, ReleaseAliases;
        public nint Name;
        public nint Managed;
    }
}
