using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation;

/// <summary>
/// One decoder graph, ready to read tokens: binds its inputs and outputs to memory of our own once, and changes only what a step
/// changes. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>
    /// The most tokens one run reads. Attention's scratch memory is heads × chunk × capacity floats, so a prompt is read in chunks; beyond a few
    /// hundred tokens a longer one no longer helps the matrix products.
    /// </summary>
    private const int LongestChunk = 512;

    /// <summary>Bound on the scores of one chunk, for graphs that score every position.</summary>
    private const long LogitsBytes = 64L << 20;

    private const int SmallestCapacity = 512;

    private readonly OnnxSession _session;
    private readonly DecoderSignature _signature;
    private readonly OrtIoBinding _binding;
    private readonly long[] _tokenShape = [1, 0];
    private readonly long[] _maskShape = [1, 0];
    private readonly int _chunk;
    private readonly int _idBytes;
    private readonly byte* _ids;
    private readonly byte* _positions;
    private readonly byte* _mask;
    private readonly byte* _logits;
    private readonly float[] _widened;
    private OrtValue? _boundIds;
    private OrtValue? _boundPositions;
    private OrtValue? _boundLogits;

    /// <summary>Takes over the session.</summary>
    /// <param name="session">A session of the graph.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="contextLength">The most tokens it can attend to.</param>
    /// <param name="longestChunk">The most tokens one run reads.</param>
    /// <param name="smallestCapacity">Tokens the cache has room for at first.</param>
    public Decoder(
        OnnxSession session, DecoderSignature signature, int contextLength, int longestChunk = LongestChunk, int smallestCapacity = SmallestCapacity)
    {
        _session = session;
        _signature = signature;
        ContextLength = contextLength;
        _idBytes = signature.IdType == TensorElementType.Int32 ? 4 : 8;
        var scoredBytes = (long)signature.Vocabulary * LogitsElementBytes;
        _chunk = signature.LastLogitsOnly ? longestChunk : (int)Math.Clamp(LogitsBytes / scoredBytes, 1, longestChunk);

        _binding = session.Session.CreateIoBinding();
        _ids = (byte*)NativeMemory.AllocZeroed((nuint)(_chunk * _idBytes));
        _positions = (byte*)NativeMemory.AllocZeroed((nuint)(_chunk * _idBytes));
        _mask = (byte*)NativeMemory.Alloc((nuint)(contextLength * _idBytes));
        _logits = (byte*)NativeMemory.Alloc((nuint)(scoredBytes * (signature.LastLogitsOnly ? 1 : _chunk)));
        _widened = signature.LogitsType == TensorElementType.Float16 ? new float[signature.Vocabulary] : [];
        for (var i = 0; i < contextLength; i++) Write(_mask, i, 1);
        Cache = new KvCache(signature.Cache, Math.Min(smallestCapacity, contextLength));
        BindCache();
    }

    /// <summary>The tokens read so far.</summary>
    public KvCache Cache { get; }

    /// <summary>The most tokens the model can attend to.</summary>
    public int ContextLength { get; }

    /// <summary>Scores a position.</summary>
    public int Vocabulary => _signature.Vocabulary;

    private int LogitsElementBytes => _signature.LogitsType == TensorElementType.Float16 ? 2 : 4;

    /// <summary>
    /// Reads tokens behind those in the cache (prefill, or one decode step) and scores what may follow the last of them.
    /// </summary>
    /// <param name="tokens">At least one token; with those in the cache no more than the context length.</param>
    /// <param name="run">Ends the run early when its Terminate is set; the cache then holds the chunks that were finished.</param>
    /// <returns>The logits [vocabulary], in memory that the next call overwrites and that the caller may change.</returns>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated.</exception>
    public Span<float> Forward(scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        Reserve(Cache.Tokens.Count + tokens.Length);
        var last = 0;
        while (!tokens.IsEmpty)
        {
            last = Math.Min(tokens.Length, _chunk);
            RunChunk(tokens[..last], run);
            tokens = tokens[last..];
        }

        return LogitsOfPosition(_signature.LastLogitsOnly ? 0 : last - 1);
    }

    public void Dispose()
    {
        _boundIds?.Dispose();
        _boundPositions?.Dispose();
        _boundLogits?.Dispose();
        _binding.Dispose();
        _session.Dispose();
        Cache.Dispose();
        NativeMemory.Free(_ids);
        NativeMemory.Free(_positions);
        NativeMemory.Free(_mask);
        NativeMemory.Free(_logits);
    }

    private void RunChunk(ReadOnlySpan<int> tokens, RunOptions run)
    {
        var past = Cache.Tokens.Count;
        for (var i = 0; i < tokens.Length; i++)
        {
            Write(_ids, i, tokens[i]);
            Write(_positions, i, past + i);
        }

        if (_tokenShape[1] != tokens.Length) BindTokens(tokens.Length);
        _maskShape[1] = past + tokens.Length;
        using var mask = Wrap(_mask, _signature.IdType, _maskShape, _maskShape[1] * _idBytes);
        _binding.BindInput(_signature.AttentionMask, mask);
        _session.Session.RunWithBinding(run, _binding);
        Cache.Tokens.AddRange(tokens);
    }

    private void BindTokens(int count)
    {
        _tokenShape[1] = count;
        _boundIds?.Dispose();
        _boundIds = Wrap(_ids, _signature.IdType, _tokenShape, (long)count * _idBytes);
        _binding.BindInput(_signature.InputIds, _boundIds);
        if (_signature.PositionIds is not null)
        {
            _boundPositions?.Dispose();
            _boundPositions = Wrap(_positions, _signature.IdType, _tokenShape, (long)count * _idBytes);
            _binding.BindInput(_signature.PositionIds, _boundPositions);
        }

        var scored = _signature.LastLogitsOnly ? 1 : count;
        _boundLogits?.Dispose();
        _boundLogits = Wrap(_logits, _signature.LogitsType, [1, scored, Vocabulary], (long)scored * Vocabulary * LogitsElementBytes);
        _binding.BindOutput(_signature.Logits, _boundLogits);
    }

    /// <summary>Capacity grows by doubling, so that a growing chat copies its cache a handful of times in its life.</summary>
    private void Reserve(int tokens)
    {
        if (tokens <= Cache.Capacity) return;
        var capacity = Math.Min(ContextLength, Math.Max(tokens, 2 * Cache.Capacity));
        if (Cache.Reserve(capacity)) BindCache();
    }

    private void BindCache()
    {
        for (var i = 0; i < Cache.Tensors.Length; i++)
        {
            _binding.BindInput(_signature.Past[i], Cache.Tensors[i]);
            _binding.BindOutput(_signature.Present[i], Cache.Tensors[i]);
        }
    }

    private Span<float> LogitsOfPosition(int position)
    {
        if (_signature.LogitsType == TensorElementType.Float) return new Span<float>((float*)_logits + ((long)position * Vocabulary), Vocabulary);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)_logits + ((long)position * Vocabulary), Vocabulary), _widened);
        return _widened;
    }

    private void Write(byte* memory, int index, int value)
    {
        if (_idBytes == 4) ((int*)memory)[index] = value;
        else ((long*)memory)[index] = value;
    }

    private static OrtValue Wrap(byte* memory, TensorElementType type, long[] shape, long bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)memory, bytes);
}
