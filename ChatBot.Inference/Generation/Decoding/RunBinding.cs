using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// One way to run the graph: memory of our own bound to its inputs and outputs, of which each run changes only what differs from the last. Not
/// thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class RunBinding : IDisposable
{
    private readonly OnnxSession _session;
    private readonly DecoderSignature _signature;
    private readonly OrtIoBinding _binding;
    private readonly int _idBytes;
    private readonly byte* _ids;
    private readonly byte* _positions;
    private readonly byte* _mask;
    private readonly byte* _logits;
    private readonly float[] _widened;
    private readonly int _room;
    private readonly int _scoredRoom;
    private readonly long[] _scoredCount = [1];
    private readonly OrtValue? _keep;
    private OrtValue? _boundIds;
    private OrtValue? _boundPositions;
    private OrtValue? _boundLogits;
    private OrtValue[] _boundCache = [];
    private (int Rows, int Tokens, int Scored) _bound;
    private (int Version, int Place, int Rows) _boundPlace;
    private int _scored;

    /// <param name="session">Stays the caller's.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="rows">The most rows of a run.</param>
    /// <param name="tokens">The most tokens a row of a run.</param>
    /// <param name="context">The most tokens of a row, those of earlier runs too.</param>
    public RunBinding(OnnxSession session, DecoderSignature signature, int rows, int tokens, int context)
    {
        (_session, _signature, _room) = (session, signature, rows * tokens);
        _idBytes = signature.IdType == TensorElementType.Int32 ? 4 : 8;
        _binding = session.Session.CreateIoBinding();
        _ids = (byte*)NativeMemory.AllocZeroed((nuint)(_room * _idBytes));
        _positions = (byte*)NativeMemory.AllocZeroed((nuint)(_room * _idBytes));
        _mask = (byte*)NativeMemory.Alloc((nuint)((long)rows * context * _idBytes));
        _scoredRoom = !signature.LastLogitsOnly ? _room : signature.LogitsToKeep is null ? rows : Math.Max(rows, Math.Min(_room, DecoderLimits.LongestVerify));
        _logits = (byte*)NativeMemory.Alloc((nuint)((long)_scoredRoom * signature.Vocabulary * LogitsElementBytes));
        _widened = signature.LogitsType == TensorElementType.Float16 ? new float[signature.Vocabulary] : [];
        if (signature.LogitsToKeep is null) return;
        _keep = OrtValue.CreateTensorValueFromMemory(_scoredCount, []);
        _binding.BindInput(signature.LogitsToKeep, _keep);
    }

    /// <summary>The narrowest mask of a run, for graphs that choose something by its width; what no row has is masked.</summary>
    public int NarrowestMask { get; set; }

    private int LogitsElementBytes => _signature.LogitsType == TensorElementType.Float16 ? 2 : 4;

    /// <summary>Sets one token of the next run and its place in its text.</summary>
    /// <param name="index">The row times the tokens a row, and the token.</param>
    /// <param name="token">The token.</param>
    /// <param name="position">How many tokens come before it.</param>
    public void Put(int index, int token, int position)
    {
        Write(_ids, index, token);
        Write(_positions, index, position);
    }

    /// <summary>Runs the graph on rows that are neighbours.</summary>
    /// <param name="cache">Their keys and values, with room for the tokens of this run.</param>
    /// <param name="place">The first row.</param>
    /// <param name="totals">For each row its tokens, those of this run among them.</param>
    /// <param name="tokens">How many tokens of each row are read in this run.</param>
    /// <param name="scoreAll">Whether to score every token of a row, where the graph leaves that open, and not the last one only.</param>
    /// <param name="run">Ends it early when its Terminate is set.</param>
    public void Run(KvBuffers cache, int place, ReadOnlySpan<int> totals, int tokens, bool scoreAll, RunOptions run)
    {
        BindCache(cache, place, totals.Length);
        _scored = !_signature.LastLogitsOnly || (scoreAll && _signature.LogitsToKeep is not null) ? tokens : 1;
        _scoredCount[0] = _scored;
        BindTokens(totals.Length, tokens);
        using var mask = Mask(totals);
        _binding.BindInput(_signature.AttentionMask, mask);
        _session.Session.RunWithBinding(run, _binding);
    }

    /// <summary>The scores [vocabulary] behind one token of the last run; where the graph scores the last one of a row only, that of its row.</summary>
    public Span<float> Logits(int row, int token)
    {
        var offset = ((long)(row * _scored) + Math.Min(token, _scored - 1)) * _signature.Vocabulary;
        if (_signature.LogitsType == TensorElementType.Float) return new Span<float>((float*)_logits + offset, _signature.Vocabulary);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)_logits + offset, _signature.Vocabulary), _widened);
        return _widened;
    }

    public void Dispose()
    {
        _keep?.Dispose();
        _boundIds?.Dispose();
        _boundPositions?.Dispose();
        _boundLogits?.Dispose();
        foreach (var tensor in _boundCache) tensor.Dispose();
        _binding.Dispose();
        NativeMemory.Free(_ids);
        NativeMemory.Free(_positions);
        NativeMemory.Free(_mask);
        NativeMemory.Free(_logits);
    }

    private void BindCache(KvBuffers cache, int place, int rows)
    {
        if (_boundPlace == (cache.Version, place, rows)) return;
        foreach (var tensor in _boundCache) tensor.Dispose();
        _boundCache = cache.View(place, rows);
        for (var i = 0; i < _boundCache.Length; i++)
        {
            _binding.BindInput(_signature.Past[i], _boundCache[i]);
            _binding.BindOutput(_signature.Present[i], _boundCache[i]);
        }

        _boundPlace = (cache.Version, place, rows);
    }

    private void BindTokens(int rows, int tokens)
    {
        if (_bound == (rows, tokens, _scored)) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows * tokens, _room);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows * _scored, _scoredRoom);
        long[] shape = [rows, tokens];
        _boundIds?.Dispose();
        _boundIds = Wrap(_ids, _signature.IdType, shape, (long)rows * tokens * _idBytes);
        _binding.BindInput(_signature.InputIds, _boundIds);
        if (_signature.PositionIds is not null)
        {
            _boundPositions?.Dispose();
            _boundPositions = Wrap(_positions, _signature.IdType, shape, (long)rows * tokens * _idBytes);
            _binding.BindInput(_signature.PositionIds, _boundPositions);
        }

        _boundLogits?.Dispose();
        _boundLogits = Wrap(_logits, _signature.LogitsType, [rows, _scored, _signature.Vocabulary],
            (long)rows * _scored * _signature.Vocabulary * LogitsElementBytes);
        _binding.BindOutput(_signature.Logits, _boundLogits);
        _bound = (rows, tokens, _scored);
    }

    /// <summary>[rows, longest total]: ones for the tokens that a row has, of which the graph takes only their number, then zeros.</summary>
    private OrtValue Mask(ReadOnlySpan<int> totals)
    {
        var width = NarrowestMask;
        foreach (var total in totals) width = Math.Max(width, total);
        for (var row = 0; row < totals.Length; row++)
        {
            if (_idBytes == 4)
            {
                var ids = new Span<int>((int*)_mask + ((long)row * width), width);
                ids[..totals[row]].Fill(1);
                ids[totals[row]..].Clear();
            }
            else
            {
                var ids = new Span<long>((long*)_mask + ((long)row * width), width);
                ids[..totals[row]].Fill(1);
                ids[totals[row]..].Clear();
            }
        }

        return Wrap(_mask, _signature.IdType, [totals.Length, width], (long)totals.Length * width * _idBytes);
    }

    private void Write(byte* memory, int index, int value)
    {
        if (_idBytes == 4) ((int*)memory)[index] = value;
        else ((long*)memory)[index] = value;
    }

    private static OrtValue Wrap(byte* memory, TensorElementType type, long[] shape, long bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)memory, bytes);
}
