namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>16 columns of a <see cref="QuantizedMatrix"/>.</summary>
internal readonly unsafe struct Tile(QuantizedMatrix matrix, int tile)
{
    public readonly byte* Weights = matrix.Weights + ((long)tile * matrix.TileBytes);
    public readonly float* Scales = matrix.Scales + ((long)tile * matrix.Blocks * QuantizedMatrix.TileColumns);
    public readonly byte* ZeroPoints = matrix.ZeroPoints + (matrix.HasZeroPoints ? (long)tile * matrix.Blocks * QuantizedMatrix.TileColumns : 0);
    public readonly int ZeroPointStride = matrix.HasZeroPoints ? QuantizedMatrix.TileColumns : 0;
    public readonly int Blocks = matrix.Blocks;
    public readonly int Block = matrix.Block;
}

/// <summary>Some of <see cref="QuantizedRows"/>, from one on.</summary>
internal readonly unsafe struct Rows(QuantizedRows rows, QuantizedMatrix matrix, long first)
{
    public readonly short* Numbers = rows.Numbers + (first * matrix.Length);
    public readonly float* Scales = rows.Scales + (first * matrix.Blocks);
    public readonly int* Sums = rows.Sums + (first * matrix.Blocks);
    public readonly int Length = matrix.Length;
}

/// <summary>The product of rounded rows and a matrix. Thread-safe; needs AVX-512BW.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => System.Runtime.Intrinsics.X86.Avx512BW.IsSupported;

    /// <summary>Computes some tiles of columns.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">The rows, rounded in the matrix's blocks.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="from">The first tile.</param>
    /// <param name="to">The tile after the last.</param>
    /// <param name="result">[count][columns]; only the tiles' columns are written.</param>
    public static void Compute(QuantizedMatrix matrix, QuantizedRows rows, long count, int from, int to, float* result)
    {
        if (matrix.Bits == 8) Compute<EightBits>(matrix, rows, count, from, to, result);
        else Compute<FourBits>(matrix, rows, count, from, to, result);
    }

    private static void Compute<TBits>(QuantizedMatrix matrix, QuantizedRows rows, long count, int from, int to, float* result)
        where TBits : struct, IWeightBits
    {
        const int most = 8;
        var narrow = stackalloc float[most * QuantizedMatrix.TileColumns];
        for (var number = from; number < to; number++)
        {
            var tile = new Tile(matrix, number);
            var column = number * QuantizedMatrix.TileColumns;
            var width = Math.Min(QuantizedMatrix.TileColumns, matrix.Columns - column);
            for (long row = 0, step; row < count; row += step)
            {
                // One row beyond the last costs less than another pass over the weights.
                var left = count - row;
                step = left >= most - 1 ? most : left >= 3 ? 4 : left;
                var some = new Rows(rows, matrix, row);
                var target = result + (row * matrix.Columns) + column;
                if (width == QuantizedMatrix.TileColumns && step <= left)
                {
                    Compute<TBits>(tile, some, step, target, matrix.Columns);
                    continue;
                }

                // Vectors would run over into the next row where the last tile is not full, and over the end where there is a row too many.
                Compute<TBits>(tile, some, step, narrow, QuantizedMatrix.TileColumns);
                for (var i = 0; i < Math.Min(step, left); i++)
                    new ReadOnlySpan<float>(narrow + (i * QuantizedMatrix.TileColumns), width).CopyTo(new Span<float>(target + ((long)i * matrix.Columns), width));
            }
        }
    }

    private static void Compute<TBits>(in Tile tile, in Rows rows, long count, float* result, long stride)
        where TBits : struct, IWeightBits
    {
        switch (count)
        {
            case 8:
                TileProducts<TBits>.Eight(tile, rows, result, stride);
                break;
            case 4:
                TileProducts<TBits>.Four(tile, rows, result, stride);
                break;
            case 2:
                TileProducts<TBits>.Two(tile, rows, result, stride);
                break;
            default:
                TileProducts<TBits>.One(tile, rows, result, stride);
                break;
        }
    }
}
