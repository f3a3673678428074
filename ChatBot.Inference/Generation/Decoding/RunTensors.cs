using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// What a run reads and writes beside the cache, in memory of our own and the graph's own number types: tokens, their places, the mask, the scores.
/// The tensors it makes are views of it, which the caller disposes before it. Not thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed unsafe class RunTensors : IDisposable
{
    private readonly DecoderSignature _signature;
    private readonly int _room;
    private readonly int _scoredRoom;
    private readonly byte* _ids;
    private readonly byte* _positions;
    private readonly byte* _mask;
    private readonly byte* _scores;

    /// <param name="signature">How the graph is called.</param>
    /// <param name="tokens">The most tokens of a run, over all rows.</param>
    /// <param name="scored">The most of them that are scored.</param>
    /// <param name="masked">The most numbers of a mask: rows times the most tokens of a row, those of earlier runs too.</param>
    public RunTensors(DecoderSignature signature, int tokens, int scored, long masked)
    {
        (_signature, _room, _scoredRoom) = (signature, tokens, scored);
        _ids = (byte*)NativeMemory.AllocZeroed((nuint)(tokens * IdBytes));
        _positions = (byte*)NativeMemory.AllocZeroed((nuint)(tokens * IdBytes));
        _mask = (byte*)NativeMemory.Alloc((nuint)(masked * IdBytes));
        _scores = (byte*)NativeMemory.Alloc((nuint)((long)scored * signature.Vocabulary * ScoreBytes));
    }

    private bool HasWideIds => _signature.IdType != TensorElementType.Int32;

    private int IdBytes => HasWideIds ? sizeof(long) : sizeof(int);

    private bool HasHalfScores => _signature.LogitsType == TensorElementType.Float16;

    private int ScoreBytes => HasHalfScores ? sizeof(ushort) : sizeof(float);

    /// <summary>Sets one token of the next run and its place in its text.</summary>
    /// <param name="index">The row times the tokens a row, and the token.</param>
    /// <param name="token">The token.</param>
    /// <param name="position">How many tokens come before it.</param>
    public void Put(int index, int token, int position)
    {
        Write(_ids, index, token);
        Write(_positions, index, position);
    }

    /// <summary>[rows, tokens]</summary>
    public OrtValue Ids(int rows, int tokens) => OfTokens(_ids, rows, tokens);

    /// <summary>[rows, tokens]</summary>
    public OrtValue Positions(int rows, int tokens) => OfTokens(_positions, rows, tokens);

    /// <summary>[rows, longest total]: ones for the tokens that a row has, then zeros.</summary>
    /// <param name="totals">How many tokens each row has.</param>
    /// <param name="narrowest">How wide it is at least.</param>
    public OrtValue Mask(ReadOnlySpan<int> totals, int narrowest = 0)
    {
        var width = narrowest;
        foreach (var total in totals) width = Math.Max(width, total);
        for (var row = 0; row < totals.Length; row++)
        {
            if (HasWideIds) Fill(new Span<long>((long*)_mask + ((long)row * width), width), totals[row], 1);
            else Fill(new Span<int>((int*)_mask + ((long)row * width), width), totals[row], 1);
        }

        return View(_mask, _signature.IdType, [totals.Length, width], (long)totals.Length * width * IdBytes);
    }

    /// <summary>[rows, scored, vocabulary]</summary>
    public OrtValue Scores(int rows, int scored)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows * scored, _scoredRoom);
        return View(_scores, _signature.LogitsType, [rows, scored, _signature.Vocabulary], (long)rows * scored * _signature.Vocabulary * ScoreBytes);
    }

    /// <summary>The scores [vocabulary] that the last run wrote behind one token.</summary>
    /// <param name="index">The row times the scored tokens a row, and the token.</param>
    /// <param name="widened">Gets them where the graph writes half precision.</param>
    /// <returns>Where the graph wrote them, or <paramref name="widened"/>.</returns>
    public Span<float> ScoresOf(int index, Span<float> widened)
    {
        var offset = (long)index * _signature.Vocabulary;
        if (!HasHalfScores) return new Span<float>((float*)_scores + offset, _signature.Vocabulary);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)_scores + offset, _signature.Vocabulary), widened);
        return widened;
    }

    public void Dispose()
    {
        NativeMemory.Free(_ids);
        NativeMemory.Free(_positions);
        NativeMemory.Free(_mask);
        NativeMemory.Free(_scores);
    }

    private static void Fill<T>(Span<T> row, int count, T one)
    {
        row[..count].Fill(one);
        row[count..].Clear();
    }

    private OrtValue OfTokens(byte* memory, int rows, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows * tokens, _room);
        return View(memory, _signature.IdType, [rows, tokens], (long)rows * tokens * IdBytes);
    }

    private void Write(byte* memory, int index, int value)
    {
        if (HasWideIds) ((long*)memory)[index] = value;
        else ((int*)memory)[index] = value;
    }

    private static OrtValue View(byte* memory, TensorElementType type, long[] shape, long bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)memory, bytes);
}
