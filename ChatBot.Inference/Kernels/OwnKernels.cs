using ChatBot.Inference.Kernels.Attention;
using ChatBot.Inference.Kernels.Interop;
using ChatBot.Inference.Kernels.Matrices;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Kernels;

/// <summary>
/// The operators that a session computes with kernels of ours instead of ONNX Runtime's, where the processor has AVX-512: products with weights of 4 or 8 bits,
/// and attention. They are registered under the names and in the domain of ONNX Runtime's own, so that models need no change. Their inner loops are compiled with all optimizations at once: unoptimized, vectors are tens of
/// times as slow, and the first answers would be. One for each session; dispose it after
/// the session.
/// </summary>
internal sealed unsafe class OwnKernels : IDisposable
{
    private const string Domain = "com.microsoft";

    private readonly MatMulNBitsOperator _products;
    private readonly NativeOperator[] _operators;
    private readonly nint _domain;

    private OwnKernels(int threads)
    {
        _products = new MatMulNBitsOperator(threads);
        _operators = [new NativeOperator(_products), new NativeOperator(new GroupQueryAttentionOperator())];
        _domain = OnnxRuntimeApi.CreateDomain(Domain);
        foreach (var one in _operators) OnnxRuntimeApi.AddToDomain(_domain, one.Pointer);
    }

    /// <summary>Whether this machine can use them.</summary>
    public static bool AreSupported => MatrixProduct.IsSupported && AttentionKernel.IsSupported && OnnxRuntimeApi.IsAvailable;

    /// <summary>Gives them to a session that is about to be made. Needs <see cref="AreSupported"/>.</summary>
    /// <param name="options">The session's options.</param>
    /// <param name="threads">The session's threads.</param>
    public static OwnKernels AddTo(SessionOptions options, int threads)
    {
        var kernels = new OwnKernels(threads);
        OnnxRuntimeApi.AddDomain(options.DangerousGetHandle(), kernels._domain);
        return kernels;
    }

    public void Dispose()
    {
        OnnxRuntimeApi.ReleaseDomain(_domain);
        foreach (var one in _operators) one.Dispose();
        _products.Dispose();
    }
}
