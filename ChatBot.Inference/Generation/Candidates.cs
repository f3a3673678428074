using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ChatBot.Inference.Generation;

/// <summary>
/// The tokens that temperature, top-k, top-p and min-p leave, with their probabilities. Reused from step to step so that a step allocates
/// nothing. Sorted from the most likely down, equals by id, wherever a filter needs the order.
/// </summary>
internal sealed class Candidates
{
    /// <summary>Keeps a token at the very edge of a filter for the exact comparison that follows.</summary>
    private const float Slack = 1e-3f;

    private int[] _ids = [];
    private float[] _values = [];

    /// <summary>How many tokens are left, at least one.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens, [<see cref="Count"/>].</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Their probabilities, [<see cref="Count"/>], summing to 1.</summary>
    public ReadOnlySpan<float> Probabilities => _values.AsSpan(0, Count);

    /// <summary>Filters one step's scores.</summary>
    /// <param name="logits">[vocabulary]; minus infinity is never chosen.</param>
    /// <param name="settings">Not greedy.</param>
    public void Select(ReadOnlySpan<float> logits, SamplingSettings settings)
    {
        var max = TensorPrimitives.Max(logits);
        if (float.IsNaN(max) || float.IsInfinity(max))
            throw new InvalidDataException("The model's scores are not numbers: its weights are damaged, or its number type overflows.");
        Count = 0;
        double? total = null;
        if (settings.TopK > 0 && settings.TopK < logits.Length) TakeAtLeast(logits, KthLargest(logits, settings.TopK));
        else if (settings.TopP < 1) total = TakeWhatANucleusCanHold(logits, max, settings);
        else if (settings.MinP > 0) TakeAtLeast(logits, max + (settings.Temperature * MathF.Log(settings.MinP)) - Slack);
        else TakeAtLeast(logits, float.MinValue);

        var values = _values.AsSpan(0, Count);
        Weigh(values, values, max, settings.Temperature);
        if (settings.TopP < 1)
        {
            Sort();
            KeepNucleus(settings.TopP * (total ?? TensorPrimitives.Sum(values)));
        }

        if (settings.MinP > 0) KeepAtLeast(settings.MinP);
        values = _values.AsSpan(0, Count);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum(values), values);
    }

    /// <summary>
    /// Tokens less likely than (1 − p) ÷ vocabulary are together less likely than 1 − p, so the nucleus needs none of them, and they need not be
    /// sorted.
    /// </summary>
    /// <returns>The weight of all tokens, those not taken too.</returns>
    private double TakeWhatANucleusCanHold(ReadOnlySpan<float> logits, float max, SamplingSettings settings)
    {
        Room(logits.Length);
        var weights = _values.AsSpan(0, logits.Length);
        Weigh(logits, weights, max, settings.Temperature);
        var total = TensorPrimitives.Sum(weights);
        var least = total * (1 - settings.TopP) / logits.Length;
        TakeAtLeast(logits, max + (settings.Temperature * MathF.Log(least)) - Slack);
        return total;
    }

    /// <summary>exp((score − max) ÷ temperature): probabilities but for their sum.</summary>
    private static void Weigh(ReadOnlySpan<float> scores, Span<float> weights, float max, float temperature)
    {
        TensorPrimitives.Subtract(scores, max, weights);
        TensorPrimitives.Divide(weights, temperature, weights);
        TensorPrimitives.Exp(weights, weights);
    }

    private void TakeAtLeast(ReadOnlySpan<float> logits, float threshold)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var bound = new Vector<float>(threshold);
        var i = 0;
        foreach (var vector in vectors)
        {
            if (Vector.GreaterThanOrEqualAny(vector, bound))
            {
                for (var lane = i; lane < i + Vector<float>.Count; lane++) Take(lane, logits[lane], threshold);
            }

            i += Vector<float>.Count;
        }

        for (; i < logits.Length; i++) Take(i, logits[i], threshold);
    }

    private void Take(int id, float logit, float threshold)
    {
        if (!(logit >= threshold) || float.IsNegativeInfinity(logit)) return;
        if (Count == _ids.Length) Room(Count + 1);
        _ids[Count] = id;
        _values[Count++] = logit;
    }

    /// <summary>The k-th largest score: those equal to it are all kept, as transformers does.</summary>
    private float KthLargest(ReadOnlySpan<float> logits, int k)
    {
        Room(k);
        var heap = new MinHeap(_values.AsSpan(0, k));
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var i = 0;
        foreach (var vector in vectors)
        {
            if (Vector.GreaterThanAny(vector, new Vector<float>(heap.Least)))
            {
                for (var lane = i; lane < i + Vector<float>.Count; lane++) heap.Offer(logits[lane]);
            }

            i += Vector<float>.Count;
        }

        for (; i < logits.Length; i++) heap.Offer(logits[i]);
        return heap.Least;
    }

    private void Sort()
    {
        _values.AsSpan(0, Count).Sort(_ids.AsSpan(0, Count), static (a, b) => b.CompareTo(a));

        // The sort is not stable: put equals in the order of their ids.
        for (var start = 0; start < Count;)
        {
            var end = start + 1;
            while (end < Count && _values[end] == _values[start]) end++;
            if (end - start > 1) _ids.AsSpan(start, end - start).Sort();
            start = end;
        }
    }

    private void KeepNucleus(double mass)
    {
        var sum = 0d;
        for (var i = 0; i < Count; i++)
        {
            sum += _values[i];
            if (sum < mass) continue;
            Count = i + 1;
            return;
        }
    }

    private void KeepAtLeast(float fractionOfBest)
    {
        var least = TensorPrimitives.Max(_values.AsSpan(0, Count)) * fractionOfBest;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_values[i] < least) continue;
            (_ids[kept], _values[kept]) = (_ids[i], _values[i]);
            kept++;
        }

        Count = kept;
    }

    private void Room(int count)
    {
        if (count <= _ids.Length) return;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 64));
        Array.Resize(ref _ids, size);
        Array.Resize(ref _values, size);
    }
}
