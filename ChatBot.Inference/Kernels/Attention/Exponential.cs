using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// e to the power of 16 numbers, to about two units in the last place, without the detour over 64 bits that <see cref="Vector512.Exp(Vector512{float})"/> makes. The
/// polynomial is that of Cephes' <c>expf</c> (Moshier, https://www.netlib.org/cephes). Needs AVX-512F.
/// </summary>
internal static class Exponential
{
    /// <summary>Below, the power is zero in 32 bits.</summary>
    private const float Least = -110;

    /// <summary>Above, it is infinite.</summary>
    private const float Most = 89;

    private const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> numbers)
    {
        var x = Vector512.Min(Vector512.Max(numbers, Vector512.Create(Least)), Vector512.Create(Most));
        var twos = Avx512F.RoundScale(x * Log2E, 0);
        var rest = Vector512.FusedMultiplyAdd(twos, Vector512.Create(-Ln2High), x);
        rest = Vector512.FusedMultiplyAdd(twos, Vector512.Create(-Ln2Low), rest);
        var power = Vector512.Create(1.9875691500e-4f);
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.3981999507e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(8.3334519073e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(4.1665795894e-2f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.6666665459e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(5.0000001201e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest * rest, rest) + Vector512<float>.One;
        return Avx512F.Scale(power, twos);
    }
}
