using System.Runtime.InteropServices;
using ChatBot.Inference.Kernels.Interop;
using ChatBot.Inference.Kernels.Memory;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// GroupQueryAttention of <c>com.microsoft</c> for caches of 32 bits, by <see cref="AttentionKernel"/>
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention). What else the operator can do (biases,
/// sinks, caches of fewer bits, caches that evict) it leaves to ONNX Runtime by refusing the session. Thread-safe.
/// </summary>
internal sealed unsafe class GroupQueryAttentionOperator() : CustomOperator("GroupQueryAttention",
    [
        new(TensorElementType.Float), new(TensorElementType.Float, IsOptional: true), new(TensorElementType.Float, IsOptional: true),
        new(TensorElementType.Float, IsOptional: true), new(TensorElementType.Float, IsOptional: true), new(TensorElementType.Int32), new(TensorElementType.Int32),
        .. Enumerable.Range(0, 9).Select(static _ => new OperatorPort(TensorElementType.Float, IsOptional: true)),
    ],
    [new(TensorElementType.Float), new(TensorElementType.Float), new(TensorElementType.Float)])
{
    private const int Query = 0, Key = 1, Value = 2, PastKey = 3, PastValue = 4, LastPositions = 5, TotalLength = 6, Cosines = 7, Sines = 8, LastInput = 15;

    private const int Attended = 0, PresentKey = 1, PresentValue = 2;

    /// <summary>Attributes of behaviour that is left to ONNX Runtime, and the value with which they ask for nothing.</summary>
    private static readonly (string Name, long Nothing)[] Others =
        [("smooth_softmax", 0), ("qk_output", 0), ("kv_cache_bit_width", 0), ("sliding_window_cache", 0), ("causal", 1)];

    public override OperatorKernel CreateKernel(nint info)
    {
        foreach (var (name, nothing) in Others)
        {
            if (OnnxRuntimeApi.Integer(info, name) is { } value && value != nothing) throw new NotSupportedException($"GroupQueryAttention with {name}.");
        }

        for (var input = Sines + 1; input <= LastInput; input++)
        {
            if (OnnxRuntimeApi.HasInput(info, input)) throw new NotSupportedException($"GroupQueryAttention with its input {input}.");
        }

        var turns = OnnxRuntimeApi.Integer(info, "do_rotary") is > 0;
        if (turns && OnnxRuntimeApi.Integer(info, "rotary_interleaved") is > 0) throw new NotSupportedException("GroupQueryAttention with interleaved pairs.");
        var (heads, keyHeads) = ((int)(OnnxRuntimeApi.Integer(info, "num_heads") ?? 0), (int)(OnnxRuntimeApi.Integer(info, "kv_num_heads") ?? 0));
        if (heads < 1 || keyHeads < 1 || heads % keyHeads != 0) throw new NotSupportedException($"GroupQueryAttention with {heads} and {keyHeads} heads.");
        return new Kernel(heads, keyHeads, OnnxRuntimeApi.Float(info, "scale") ?? 0, (int)Math.Max(0, OnnxRuntimeApi.Integer(info, "local_window_size") ?? 0),
            OnnxRuntimeApi.Float(info, "softcap") ?? 0, turns);
    }

    private sealed class Kernel(int heads, int keyHeads, float scale, int window, float softcap, bool turns) : OperatorKernel
    {
        private readonly AlignedBuffer<int> _past = new();

        private AttentionShape? _shape;
        private AttentionKernel? _kernel;
        private Stage _stage;

        private enum Stage
        {
            Step,
            Cache,
            Prefill,
        }

        public override void Compute(OperatorRun run)
        {
            var query = run.NeededInput(Query);
            var (rows, tokens, width) = ((int)query.Dimensions[0], (int)query.Dimensions[1], (int)query.Dimensions[2]);
            var key = run.Input(Key);
            var packed = key is null;
            var size = width / (packed ? heads + (2 * keyHeads) : heads);
            var attention = new AttentionRun
            {
                Rows = rows,
                Tokens = tokens,
                Queries = (float*)query.Data,
                Keys = packed ? (float*)query.Data + (heads * size) : (float*)key!.Value.Data,
                Values = packed ? (float*)query.Data + ((heads + keyHeads) * size) : (float*)run.NeededInput(Value).Data,
                QueryStride = width,
                KeyStride = packed ? width : keyHeads * size,
                ValueStride = packed ? width : keyHeads * size,
                Past = Past(run, rows, tokens, out var total),
            };
            BindCache(run, ref attention, size, total);
            if (turns) BindAngles(run, ref attention, total);
            attention.Output = (float*)run.Output(Attended, rows, tokens, heads * size);

            var kernel = KernelFor(size);
            kernel.Begin(attention);
            if (tokens == 1)
            {
                _stage = Stage.Step;
                run.Parallel(kernel.StepPieces);
                kernel.FinishStep();
                return;
            }

            _stage = Stage.Cache;
            run.Parallel(kernel.CachingPieces);
            _stage = Stage.Prefill;
            run.Parallel(kernel.PrefillPieces);
        }

        public override void ComputePart(int part)
        {
            if (_stage == Stage.Step) _kernel!.Step(part);
            else if (_stage == Stage.Cache) _kernel!.Cache(part);
            else _kernel!.Prefill(part);
        }

        public override void Dispose()
        {
            _kernel?.Dispose();
            _past.Dispose();
        }

        private AttentionKernel KernelFor(int size)
        {
            if (_shape?.Size == size) return _kernel!;
            if (size % 16 != 0 || size > 256) throw new NotSupportedException($"Heads of {size} numbers.");
            _kernel?.Dispose();
            _shape = new AttentionShape(heads, keyHeads, size, scale != 0 ? scale : 1 / MathF.Sqrt(size), window, softcap);
            return _kernel = new AttentionKernel(_shape);
        }

        /// <summary>Tokens before the new ones. The operator is told each row's last position, and calls a run that begins at nothing a first prompt.</summary>
        private int* Past(OperatorRun run, int rows, int tokens, out int total)
        {
            var last = (int*)run.NeededInput(LastPositions).Data;
            total = *(int*)run.NeededInput(TotalLength).Data;
            _past.Need(rows);
            for (var row = 0; row < rows; row++)
            {
                var past = tokens > 1 && tokens == total ? 0 : last[row] + 1 - tokens;
                if (past < 0 || past + tokens > total) throw new InvalidOperationException($"Attention at token {past} of {total}.");
                _past.Pointer[row] = past;
            }

            return _past.Pointer;
        }

        /// <summary>The cache is one buffer before and after the run, or what came before is copied.</summary>
        private void BindCache(OperatorRun run, ref AttentionRun attention, int size, int total)
        {
            OrtTensor? pastKey = run.Input(PastKey), pastValue = run.Input(PastValue);
            var before = pastKey is { } past ? (int)past.Dimensions[2] : 0;
            attention.Capacity = Math.Max(before, total);
            attention.CachedKeys = (float*)run.Output(PresentKey, attention.Rows, keyHeads, attention.Capacity, size);
            attention.CachedValues = (float*)run.Output(PresentValue, attention.Rows, keyHeads, attention.Capacity, size);
            if (pastKey is not { } keys || pastValue is not { } values) return;
            for (var head = 0; head < attention.Rows * keyHeads; head++)
            {
                var length = (long)Math.Min(before, attention.Past[head / keyHeads]) * size * sizeof(float);
                long source = (long)head * before * size, target = (long)head * attention.Capacity * size;
                if (keys.Data != attention.CachedKeys) NativeMemory.Copy((float*)keys.Data + source, attention.CachedKeys + target, (nuint)length);
                if (values.Data != attention.CachedValues) NativeMemory.Copy((float*)values.Data + source, attention.CachedValues + target, (nuint)length);
            }
        }

        private static void BindAngles(OperatorRun run, ref AttentionRun attention, int total)
        {
            var cosines = run.NeededInput(Cosines);
            if (cosines.Dimensions[0] < total) throw new InvalidOperationException($"The model has angles for {cosines.Dimensions[0]} tokens, not for {total}.");
            attention.Cosines = (float*)cosines.Data;
            attention.Sines = (float*)run.NeededInput(Sines).Data;
            attention.Pairs = (int)cosines.Dimensions[1];
        }
    }
}
