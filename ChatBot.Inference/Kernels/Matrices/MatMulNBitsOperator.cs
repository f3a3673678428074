using ChatBot.Inference.Kernels.Interop;
using ChatBot.Inference.Kernels.Memory;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>
/// MatMulNBits of <c>com.microsoft</c>, by <see cref="MatrixProduct"/>. The nodes of a session share the memory for rounded rows: ONNX Runtime computes
/// them one after the other. Dispose it after the session.
/// </summary>
/// <param name="threads">The session's threads.</param>
internal sealed unsafe class MatMulNBitsOperator(int threads) : CustomOperator("MatMulNBits",
    [
        new(TensorElementType.Float), new(TensorElementType.UInt8), new(TensorElementType.Float),
        new(TensorElementType.UInt8, IsOptional: true), new(TensorElementType.Int32, IsOptional: true), new(TensorElementType.Float, IsOptional: true),
    ],
    [new(TensorElementType.Float)]), IDisposable
{
    private const int Weights = 1, Scales = 2, ZeroPoints = 3, Order = 4, Bias = 5;

    private readonly QuantizedRows _rows = new();

    public override OperatorKernel CreateKernel(nint info)
    {
        if (OnnxRuntimeApi.HasInput(info, Order) || OnnxRuntimeApi.HasInput(info, Bias))
            throw new NotSupportedException("MatMulNBits with an order or a bias.");
        var (columns, length, block) = (Integer("N"), Integer("K"), Integer("block_size"));
        if (OnnxRuntimeApi.ConstantInput(info, Weights) is not { } weights || OnnxRuntimeApi.ConstantInput(info, Scales) is not { } scales)
            throw new NotSupportedException("MatMulNBits whose weights are no part of the model.");
        var zeroPoints = OnnxRuntimeApi.ConstantInput(info, ZeroPoints);
        if (zeroPoints is null && OnnxRuntimeApi.HasInput(info, ZeroPoints)) throw new NotSupportedException("MatMulNBits whose zero points are no part of the model.");
        var matrix = QuantizedMatrix.Pack(columns, length, block, (int)(OnnxRuntimeApi.Integer(info, "bits") ?? 4), (byte*)weights.Data, (float*)scales.Data,
            zeroPoints is { } given ? (byte*)given.Data : null);

        // ONNX Runtime keeps the weights as the file has them mapped, but nobody reads them any more.
        NativePages.PutAside((byte*)weights.Data, (long)columns * matrix.TileBytes / QuantizedMatrix.TileColumns);
        return new Kernel(matrix, _rows, threads);

        int Integer(string name) => (int)(OnnxRuntimeApi.Integer(info, name) ?? throw new NotSupportedException($"MatMulNBits without {name}."));
    }

    public void Dispose() => _rows.Dispose();

    private sealed class Kernel(QuantizedMatrix matrix, QuantizedRows rows, int threads) : OperatorKernel
    {
        /// <summary>Products of numbers from which on a thread that comes late is worth more parts than there are threads: some tens of microseconds of one thread.</summary>
        private const long Large = 1_000_000;

        private float* _values;
        private float* _result;
        private long _count;
        private int _roundingParts;
        private int _parts;

        public override void Compute(OperatorRun run)
        {
            var values = run.NeededInput(0);
            Span<long> shape = stackalloc long[values.Rank];
            new ReadOnlySpan<long>(values.Dimensions, values.Rank).CopyTo(shape);
            if (values.Rank == 0 || shape[^1] != matrix.Length) throw new InvalidOperationException($"MatMulNBits got rows that are not of {matrix.Length}.");
            shape[^1] = matrix.Columns;
            _count = 1;
            foreach (var size in shape[..^1]) _count *= size;
            _result = (float*)run.Output(0, shape);
            if (_count == 0) return;

            _values = (float*)values.Data;
            rows.Prepare(_count, matrix.Length, matrix.Block);
            _roundingParts = _count >= 8 ? threads : 1;
            run.Parallel(_roundingParts);
            _roundingParts = 0;
            _parts = Math.Min(matrix.Tiles, _count * matrix.Columns * matrix.Length > Large ? 3 * threads : threads);
            run.Parallel(_parts);
        }

        public override void ComputePart(int part)
        {
            if (_roundingParts > 0)
            {
                var blocks = _count * matrix.Blocks;
                rows.Round(_values, matrix.Block, blocks * part / _roundingParts, blocks * (part + 1) / _roundingParts);
                return;
            }

            MatrixProduct.Compute(matrix, rows, _count, (int)((long)matrix.Tiles * part / _parts), (int)((long)matrix.Tiles * (part + 1) / _parts), _result);
        }

        public override void Dispose() => matrix.Dispose();
    }
}
