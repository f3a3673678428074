using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>
/// The product of some rows and one tile of 16 columns, in registers: one vector of sums a row. Each load of weights serves all rows, so that eight rows read
/// the weights once. A row's sums are added up in one order whatever rows stand beside it: the result is the same to the last bit.
/// Needs AVX-512BW.
/// </summary>
/// <typeparam name="TBits">The weights' kind.</typeparam>
internal static unsafe class TileProducts<TBits>
    where TBits : struct, IWeightBits
{
    /// <summary>
    /// How far ahead of their use weights are fetched, in bytes. Hardware fetches ahead only within a page of 4 kB and starts anew in each; measured from 512 to
    /// 9,216, everything from 1,024 on is equally good and a fifth better than nothing.
    /// </summary>
    private const int FetchAhead = 2048;

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void One(in Tile tile, in Rows rows, float* result, long stride)
    {
        var weights = tile.Weights;
        var row = rows.Numbers;
        var sum = Vector512<float>.Zero;
        for (var block = 0; block < tile.Blocks; block++)
        {
            Vector512<int> first = default, second = default;
            for (var k = 0; k < tile.Block; k += 4)
            {
                Sse.Prefetch0(weights + FetchAhead);
                first += Avx512BW.MultiplyAddAdjacent(TBits.First(weights), Two(row));
                second += Avx512BW.MultiplyAddAdjacent(TBits.Second(weights), Two(row + 2));
                weights += TBits.StepBytes;
                row += 4;
            }

            sum = Add(sum, first + second, tile, rows, block, block);
        }

        sum.Store(result);
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Two(in Tile tile, in Rows rows, float* result, long stride)
    {
        var weights = tile.Weights;
        var row = rows.Numbers;
        nint length = rows.Length;
        Vector512<float> sum0 = default, sum1 = default;
        for (var block = 0; block < tile.Blocks; block++)
        {
            Vector512<int> s0 = default, s1 = default;
            for (var k = 0; k < tile.Block; k += 4)
            {
                Sse.Prefetch0(weights + FetchAhead);
                var w = TBits.First(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length));
                w = TBits.Second(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row + 2));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length + 2));
                weights += TBits.StepBytes;
                row += 4;
            }

            sum0 = Add(sum0, s0, tile, rows, block, block);
            sum1 = Add(sum1, s1, tile, rows, block, block + tile.Blocks);
        }

        sum0.Store(result);
        sum1.Store(result + stride);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Four(in Tile tile, in Rows rows, float* result, long stride)
    {
        var weights = tile.Weights;
        var row = rows.Numbers;
        nint length = rows.Length, twice = 2 * length, thrice = 3 * length;
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var block = 0; block < tile.Blocks; block++)
        {
            Vector512<int> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var k = 0; k < tile.Block; k += 4)
            {
                Sse.Prefetch0(weights + FetchAhead);
                var w = TBits.First(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length));
                s2 += Avx512BW.MultiplyAddAdjacent(w, Two(row + twice));
                s3 += Avx512BW.MultiplyAddAdjacent(w, Two(row + thrice));
                w = TBits.Second(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row + 2));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length + 2));
                s2 += Avx512BW.MultiplyAddAdjacent(w, Two(row + twice + 2));
                s3 += Avx512BW.MultiplyAddAdjacent(w, Two(row + thrice + 2));
                weights += TBits.StepBytes;
                row += 4;
            }

            sum0 = Add(sum0, s0, tile, rows, block, block);
            sum1 = Add(sum1, s1, tile, rows, block, block + tile.Blocks);
            sum2 = Add(sum2, s2, tile, rows, block, block + (2 * tile.Blocks));
            sum3 = Add(sum3, s3, tile, rows, block, block + (3 * tile.Blocks));
        }

        sum0.Store(result);
        sum1.Store(result + stride);
        sum2.Store(result + (2 * stride));
        sum3.Store(result + (3 * stride));
    }

    /// <summary>Eight rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Eight(in Tile tile, in Rows rows, float* result, long stride)
    {
        var weights = tile.Weights;
        var row = rows.Numbers;
        nint length = rows.Length, twice = 2 * length, thrice = 3 * length;
        var fifth = row + (4 * length);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        for (var block = 0; block < tile.Blocks; block++)
        {
            Vector512<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (var k = 0; k < tile.Block; k += 4)
            {
                Sse.Prefetch0(weights + FetchAhead);
                var w = TBits.First(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length));
                s2 += Avx512BW.MultiplyAddAdjacent(w, Two(row + twice));
                s3 += Avx512BW.MultiplyAddAdjacent(w, Two(row + thrice));
                s4 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth));
                s5 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + length));
                s6 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + twice));
                s7 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + thrice));
                w = TBits.Second(weights);
                s0 += Avx512BW.MultiplyAddAdjacent(w, Two(row + 2));
                s1 += Avx512BW.MultiplyAddAdjacent(w, Two(row + length + 2));
                s2 += Avx512BW.MultiplyAddAdjacent(w, Two(row + twice + 2));
                s3 += Avx512BW.MultiplyAddAdjacent(w, Two(row + thrice + 2));
                s4 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + 2));
                s5 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + length + 2));
                s6 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + twice + 2));
                s7 += Avx512BW.MultiplyAddAdjacent(w, Two(fifth + thrice + 2));
                weights += TBits.StepBytes;
                row += 4;
                fifth += 4;
            }

            sum0 = Add(sum0, s0, tile, rows, block, block);
            sum1 = Add(sum1, s1, tile, rows, block, block + tile.Blocks);
            sum2 = Add(sum2, s2, tile, rows, block, block + (2 * tile.Blocks));
            sum3 = Add(sum3, s3, tile, rows, block, block + (3 * tile.Blocks));
            sum4 = Add(sum4, s4, tile, rows, block, block + (4 * tile.Blocks));
            sum5 = Add(sum5, s5, tile, rows, block, block + (5 * tile.Blocks));
            sum6 = Add(sum6, s6, tile, rows, block, block + (6 * tile.Blocks));
            sum7 = Add(sum7, s7, tile, rows, block, block + (7 * tile.Blocks));
        }

        sum0.Store(result);
        sum1.Store(result + stride);
        sum2.Store(result + (2 * stride));
        sum3.Store(result + (3 * stride));
        sum4.Store(result + (4 * stride));
        sum5.Store(result + (5 * stride));
        sum6.Store(result + (6 * stride));
        sum7.Store(result + (7 * stride));
    }

    /// <summary>Two neighbouring numbers of a row, for each of 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Two(short* numbers) => Vector512.Create(*(int*)numbers).AsInt16();

    /// <summary>
    /// Adds a block's product: (Σ wx − z Σ x) · scale of the row's block · scale of the column's block. The whole numbers are exact: 256 products of
    /// 255 and 32,767 just fit in 32 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> sum, Vector512<int> products, in Tile tile, in Rows rows, int block, int rowBlock)
    {
        var zeroPoints = Avx512F.ConvertToVector512Int32(Vector128.Load(tile.ZeroPoints + (block * tile.ZeroPointStride)));
        var exact = products - (zeroPoints * Vector512.Create(rows.Sums[rowBlock]));
        var scaled = Avx512F.ConvertToVector512Single(exact) * Vector512.Create(rows.Scales[rowBlock]);
        return Vector512.FusedMultiplyAdd(scaled, Vector512.Load(tile.Scales + (block * QuantizedMatrix.TileColumns)), sum);
    }
}
