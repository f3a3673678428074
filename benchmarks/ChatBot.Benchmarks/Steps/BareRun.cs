using System.Runtime.InteropServices;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Benchmarks.Steps;

/// <summary>
/// The session's run and nothing else: one decode step at a place of a cache of its own, bound beforehand. It reads as much as the
/// decoder's step at that place does.
/// </summary>
internal sealed unsafe class BareRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DecoderSignature _signature;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly long* _id = (long*)NativeMemory.AllocZeroed(sizeof(long));
    private readonly long* _mask;
    private readonly float* _logits;
    private readonly KvBuffers _buffers;
    private readonly OrtValue[] _cache;
    private OrtValue? _boundMask;

    public BareRun(InferenceSession session, DecoderSignature signature, int longest)
    {
        if (signature is not { PositionIds: null, IdType: TensorElementType.Int64, LogitsType: TensorElementType.Float })
            throw new NotSupportedException("This measures the shipped model only.");
        (_session, _signature, _binding) = (session, signature, session.CreateIoBinding());
        _mask = (long*)NativeMemory.Alloc((nuint)longest, sizeof(long));
        new Span<long>(_mask, longest).Fill(1);
        _logits = (float*)NativeMemory.Alloc((nuint)signature.Vocabulary, sizeof(float));
        using var id = Wrap(_id, TensorElementType.Int64, [1, 1], sizeof(long));
        using var logits = Wrap(_logits, TensorElementType.Float, [1, 1, signature.Vocabulary], (long)signature.Vocabulary * sizeof(float));
        _binding.BindInput(signature.InputIds, id);
        _binding.BindOutput(signature.Logits, logits);
        _buffers = new KvBuffers(signature.Cache);
        _buffers.Reshape(1, longest, []);
        _cache = _buffers.View(0, 1);
        for (var i = 0; i < _cache.Length; i++)
        {
            _binding.BindInput(signature.Past[i], _cache[i]);
            _binding.BindOutput(signature.Present[i], _cache[i]);
        }
    }

    /// <summary>Makes ready to read a token behind some others.</summary>
    public void Bind(int token, int past)
    {
        *_id = token;
        _boundMask?.Dispose();
        _boundMask = Wrap(_mask, TensorElementType.Int64, [1, past + 1], (past + 1) * sizeof(long));
        _binding.BindInput(_signature.AttentionMask, _boundMask);
    }

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _boundMask?.Dispose();
        foreach (var tensor in _cache) tensor.Dispose();
        _binding.Dispose();
        _buffers.Dispose();
        _options.Dispose();
        NativeMemory.Free(_id);
        NativeMemory.Free(_mask);
        NativeMemory.Free(_logits);
    }

    private static OrtValue Wrap(void* memory, TensorElementType type, long[] shape, long bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)memory, bytes);
}
