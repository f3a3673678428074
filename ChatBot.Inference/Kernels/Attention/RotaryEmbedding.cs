using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// Turns a head's pairs of numbers by the angles of its position (Su and others 2021, arXiv:2104.09864), in the arrangement of GPT-NeoX: the n-th number is
/// paired with the n-th of the second half. Thread-safe.
/// </summary>
internal static unsafe class RotaryEmbedding
{
    /// <summary>Turns one head and multiplies it.</summary>
    /// <param name="source">The head.</param>
    /// <param name="target">Where to; another place.</param>
    /// <param name="size">Numbers of the head, a multiple of 16.</param>
    /// <param name="cosines">The position's cosines, <paramref name="pairs"/> of them.</param>
    /// <param name="sines">Its sines.</param>
    /// <param name="pairs">How many pairs are turned; what is behind them stays.</param>
    /// <param name="factor">What all is multiplied with.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* source, float* target, int size, float* cosines, float* sines, int pairs, float factor)
    {
        var i = 0;
        for (; i + 16 <= pairs; i += 16)
        {
            Vector512<float> left = Vector512.Load(source + i), right = Vector512.Load(source + pairs + i);
            Vector512<float> cosine = Vector512.Load(cosines + i), sine = Vector512.Load(sines + i);
            (((left * cosine) - (right * sine)) * factor).Store(target + i);
            (((right * cosine) + (left * sine)) * factor).Store(target + pairs + i);
        }

        for (; i < pairs; i++)
        {
            float left = source[i], right = source[pairs + i];
            target[i] = ((left * cosines[i]) - (right * sines[i])) * factor;
            target[pairs + i] = ((right * cosines[i]) + (left * sines[i])) * factor;
        }

        for (i = 2 * pairs; i < size; i++) target[i] = source[i] * factor;
    }
}
