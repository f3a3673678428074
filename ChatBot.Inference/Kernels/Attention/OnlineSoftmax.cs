using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// Puts the parts of one query's attention together (see <see cref="AttentionPart"/>): what was weighted against a smaller largest score is scaled down
/// when a larger one comes. The result depends on the order of the parts. Not thread-safe.
/// </summary>
/// <param name="whole">Memory for the weighted values so far.</param>
/// <param name="size">How many numbers they are, a multiple of 16.</param>
internal unsafe struct OnlineSoftmax(float* whole, int size)
{
    private float _largest = float.NegativeInfinity;
    private float _sum;

    /// <summary>Adds a part; one in which nothing was seen is passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(float* weighted, float largest, float sum)
    {
        if (float.IsNegativeInfinity(largest)) return;
        if (float.IsNegativeInfinity(_largest))
        {
            (_largest, _sum) = (largest, sum);
            new ReadOnlySpan<float>(weighted, size).CopyTo(new Span<float>(whole, size));
            return;
        }

        var top = Math.Max(_largest, largest);
        float old = MathF.Exp(_largest - top), young = MathF.Exp(largest - top);
        _sum = (_sum * old) + (sum * young);
        _largest = top;
        for (var i = 0; i < size; i += 16) ((Vector512.Load(whole + i) * old) + (Vector512.Load(weighted + i) * young)).Store(whole + i);
    }

    /// <summary>Writes the attention: the weighted values divided by the sum of weights; zeros where nothing was seen.</summary>
    /// <param name="output">Where to; may be the memory of the weighted values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish(float* output)
    {
        if (_sum == 0)
        {
            new Span<float>(output, size).Clear();
            return;
        }

        var factor = Vector512.Create(1 / _sum);
        for (var i = 0; i < size; i += 16) (Vector512.Load(whole + i) * factor).Store(output + i);
    }
}
