namespace ChatBot.Inference.Kernels.Interop;

/// <summary>
/// An operator that ONNX Runtime calls in place of its own of the same name. One belongs to one session. <see cref="NativeOperator"/> hands it over.
/// </summary>
/// <param name="name">The operator's name in the domain.</param>
/// <param name="inputs">The inputs' types; those behind the last needed one may be left out.</param>
/// <param name="outputs">The outputs' types, likewise.</param>
internal abstract class CustomOperator(string name, IReadOnlyList<OperatorPort> inputs, IReadOnlyList<OperatorPort> outputs)
{
    public string Name { get; } = name;

    public IReadOnlyList<OperatorPort> Inputs { get; } = inputs;

    public IReadOnlyList<OperatorPort> Outputs { get; } = outputs;

    /// <summary>Makes what computes one node. Called while the session is made; the session disposes it.</summary>
    /// <param name="info">The node, for <see cref="OnnxRuntimeApi.Integer"/> and its like.</param>
    /// <exception cref="NotSupportedException">The node wants what this operator cannot do; the session is not made.</exception>
    public abstract OperatorKernel CreateKernel(nint info);
}

/// <summary>An input or output of an operator.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="IsOptional">Whether a node may leave it out.</param>
internal readonly record struct OperatorPort(Microsoft.ML.OnnxRuntime.Tensors.TensorElementType Type, bool IsOptional = false);

/// <summary>What computes one node. ONNX Runtime calls it from one thread at a time in a session that is run by one.</summary>
internal abstract class OperatorKernel : IDisposable
{
    /// <summary>What one of the parts threw.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>Computes the node's outputs.</summary>
    /// <param name="context">The run, for <see cref="OnnxRuntimeApi.Input"/> and its like.</param>
    public abstract void Compute(OperatorRun context);

    /// <summary>Does one part of what <see cref="OperatorRun.Parallel"/> was asked for. Parts run at the same time.</summary>
    /// <param name="part">Its number, from 0.</param>
    public abstract void ComputePart(int part);

    public abstract void Dispose();
}
