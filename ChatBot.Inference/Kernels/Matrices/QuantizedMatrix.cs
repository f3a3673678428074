using ChatBot.Inference.Kernels.Memory;

namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>
/// A matrix of weights of 8 or 4 bits, one scale and one zero point for a block of a column, as ONNX's MatMulNBits has them
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits), packed in tiles of 16 columns: what a
/// processor with vectors of 512 bits reads in one go stands together, and a tile is read from its beginning to its end. Immutable and thread-safe; dispose it once.
/// </summary>
internal sealed unsafe class QuantizedMatrix : IDisposable
{
    /// <summary>Columns of a tile: as many numbers of 32 bits as a vector has.</summary>
    public const int TileColumns = 16;

    private readonly long _bytes;

    private QuantizedMatrix(int columns, int length, int block, int bits, bool hasZeroPoints)
    {
        (Columns, Length, Block, Bits, HasZeroPoints) = (columns, length, block, bits, hasZeroPoints);
        var weights = (long)Tiles * TileBytes;
        var scales = (long)Tiles * Blocks * TileColumns * sizeof(float);
        _bytes = weights + scales + (hasZeroPoints ? (long)Tiles * Blocks * TileColumns : TileColumns);
        Weights = NativePages.Allocate(_bytes);
        Scales = (float*)(Weights + weights);
        ZeroPoints = (byte*)Scales + scales;
    }

    /// <summary>Columns, which is outputs.</summary>
    public int Columns { get; }

    /// <summary>Weights of a column, which is inputs.</summary>
    public int Length { get; }

    /// <summary>Weights that share a scale.</summary>
    public int Block { get; }

    /// <summary>8 or 4.</summary>
    public int Bits { get; }

    /// <summary>Whether each block has its own zero point; it is the middle of the range where not.</summary>
    public bool HasZeroPoints { get; }

    /// <summary>Blocks of a column.</summary>
    public int Blocks => Length / Block;

    /// <summary>Tiles, the last of which may have fewer columns than the others; what is missing is zero.</summary>
    public int Tiles => (Columns + TileColumns - 1) / TileColumns;

    /// <summary>Bytes of a tile's weights.</summary>
    public int TileBytes => Length * Bits / 8 * TileColumns;

    /// <summary>The weights: tile by tile, as <see cref="IWeightBits"/> has them.</summary>
    public byte* Weights { get; }

    /// <summary>The scales: [tile][block][16].</summary>
    public float* Scales { get; }

    /// <summary>The zero points: [tile][block][16], or one for all: [16].</summary>
    public byte* ZeroPoints { get; }

    /// <summary>Packs a matrix from ONNX's layout.</summary>
    /// <param name="columns">Its columns, ONNX's N.</param>
    /// <param name="length">Weights of a column, ONNX's K: a multiple of <paramref name="block"/>.</param>
    /// <param name="block">Weights of a block: a power of two from 16 to 256.</param>
    /// <param name="bits">8 or 4.</param>
    /// <param name="weights">[columns][length × bits / 8].</param>
    /// <param name="scales">[columns][blocks].</param>
    /// <param name="zeroPoints">[columns][blocks] of so many bits each, a column beginning with a whole byte; null for the middle of the range.</param>
    /// <exception cref="NotSupportedException">It is of a kind that these kernels do not know.</exception>
    public static QuantizedMatrix Pack(int columns, int length, int block, int bits, byte* weights, float* scales, byte* zeroPoints)
    {
        if (bits is not (4 or 8)) throw new NotSupportedException($"Weights of {bits} bits.");
        if (block is < 16 or > 256 || !int.IsPow2(block) || length % block != 0 || columns < 1 || length < block)
            throw new NotSupportedException($"A matrix of {columns} × {length} in blocks of {block}.");

        var matrix = new QuantizedMatrix(columns, length, block, bits, zeroPoints is not null);
        if (zeroPoints is null) new Span<byte>(matrix.ZeroPoints, TileColumns).Fill((byte)(1 << (bits - 1)));
        Parallel.For(0, matrix.Tiles, tile => matrix.PackTile(tile, weights, scales, zeroPoints));
        return matrix;
    }

    public void Dispose() => NativePages.Free(Weights, _bytes);

    private void PackTile(int tile, byte* weights, float* scales, byte* zeroPoints)
    {
        var first = tile * TileColumns;
        var target = Weights + ((long)tile * TileBytes);
        var tileScales = Scales + ((long)tile * Blocks * TileColumns);
        var tileZeroPoints = ZeroPoints + ((long)tile * Blocks * TileColumns);
        var (columnBytes, zeroBytes) = (Length * Bits / 8, ((Blocks * Bits) + 7) / 8);
        if (first + TileColumns > Columns)
        {
            new Span<byte>(target, TileBytes).Clear();
            new Span<float>(tileScales, Blocks * TileColumns).Clear();
            if (HasZeroPoints) new Span<byte>(tileZeroPoints, Blocks * TileColumns).Clear();
        }

        for (var column = first; column < Math.Min(first + TileColumns, Columns); column++)
        {
            var place = column - first;
            if (Bits == 8) EightBits.Pack(weights + ((long)column * columnBytes), Length, target + (2 * place));
            else FourBits.Pack(weights + ((long)column * columnBytes), Length, target + (2 * place));
            for (var block = 0; block < Blocks; block++)
            {
                tileScales[(block * TileColumns) + place] = scales[((long)column * Blocks) + block];
                if (HasZeroPoints) tileZeroPoints[(block * TileColumns) + place] = ZeroPoint(zeroPoints + ((long)column * zeroBytes), block);
            }
        }
    }

    private byte ZeroPoint(byte* column, int block) =>
        Bits == 8 ? column[block] : (byte)((column[block / 2] >> (4 * (block % 2))) & 15);
}
