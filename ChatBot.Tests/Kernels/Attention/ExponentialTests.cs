using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ChatBot.Inference.Kernels.Attention;

namespace ChatBot.Tests.Kernels.Attention;

public sealed class ExponentialTests
{
    public ExponentialTests() => Assert.SkipUnless(Avx512F.IsSupported, "This processor has no AVX-512.");

    [Fact]
    public void It_is_within_three_units_of_the_last_place_wherever_a_number_of_32_bits_can_hold_it()
    {
        for (var x = -87.0f; x < 88.7f; x += 0.0371f)
        {
            var expected = Math.Exp(x);

            Assert.InRange(Exponential.Of(Vector512.Create(x))[7] / expected, 1 - 3.6e-7, 1 + 3.6e-7);
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(-200, 0)]
    [InlineData(0, 1)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    public void The_ends_are_exact(float x, float expected) => Assert.Equal(expected, Exponential.Of(Vector512.Create(x))[0]);
}
