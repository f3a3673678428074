using ChatBot.Inference.Kernels.Memory;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>
/// The left side of a product, rounded to 16 bits with one scale for a block: an error of at most 1/65,534 of the block's largest number, a
/// 258th of that of the 8 bits that ONNX Runtime's own kernels round to. Not thread-safe, but parts may be rounded at the same time.
/// </summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    /// <summary>The largest number that 16 bits have in both signs.</summary>
    public const int Largest = short.MaxValue;

    private readonly AlignedBuffer<short> _numbers = new();
    private readonly AlignedBuffer<float> _scales = new();
    private readonly AlignedBuffer<int> _sums = new();

    /// <summary>The numbers: [row][length].</summary>
    public short* Numbers => _numbers.Pointer;

    /// <summary>What a block's numbers are multiplied with: [row][block].</summary>
    public float* Scales => _scales.Pointer;

    /// <summary>The sums of a block's numbers, which take the weights' zero points out of a product: [row][block].</summary>
    public int* Sums => _sums.Pointer;

    /// <summary>Takes memory for so many rows, and for one more that may be read but means nothing.</summary>
    public void Prepare(long rows, int length, int block)
    {
        _numbers.Need((rows + 1) * length);
        _scales.Need((rows + 1) * (length / block));
        _sums.Need((rows + 1) * (length / block));
    }

    /// <summary>Rounds some blocks, counted over all rows.</summary>
    /// <param name="values">The first row's first number; rows follow each other.</param>
    /// <param name="block">Numbers of a block, a multiple of 16.</param>
    /// <param name="from">The first block.</param>
    /// <param name="to">The block after the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Round(float* values, int block, long from, long to)
    {
        for (var b = from; b < to; b++)
        {
            var source = values + (b * block);
            var largest = Vector512<float>.Zero;
            for (var i = 0; i < block; i += 16) largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(source + i)));
            var top = 0f;
            for (var i = 0; i < 16; i++) top = Math.Max(top, largest[i]);
            var factor = Vector512.Create(top > 0 ? Largest / top : 0);
            var sum = Vector512<int>.Zero;
            for (var i = 0; i < block; i += 16)
            {
                var rounded = Avx512F.ConvertToVector512Int32(Vector512.Load(source + i) * factor);
                sum += rounded;
                Avx512F.ConvertToVector256Int16WithSaturation(rounded).Store(Numbers + (b * block) + i);
            }

            Scales[b] = top / Largest;
            Sums[b] = Vector512.Sum(sum);
        }
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _scales.Dispose();
        _sums.Dispose();
    }
}
