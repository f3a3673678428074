using ChatBot.Inference.Kernels.Matrices;
using FsCheck;

namespace ChatBot.Tests.Kernels.Matrices;

/// <summary>Products of rounded rows and packed weights, against the same in 64 bits.</summary>
public sealed unsafe class MatrixProductTests
{
    public MatrixProductTests() => Assert.SkipUnless(MatrixProduct.IsSupported, "This processor has no AVX-512.");

    [Property]
    public void A_product_is_that_of_the_weights_up_to_the_rounding_of_the_rows(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        using var sample = new Sample(random);

        var result = sample.Multiply(0, sample.Rows);

        for (var row = 0; row < sample.Rows; row++)
        {
            for (var column = 0; column < sample.Columns; column++)
            {
                var (expected, tolerance) = sample.Expected(row, column);
                Assert.Equal(expected, result[(row * sample.Columns) + column], tolerance);
            }
        }
    }

    [Property]
    public void A_row_gives_the_same_to_the_last_bit_whatever_rows_stand_beside_it(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        using var sample = new Sample(random);
        var together = sample.Multiply(0, sample.Rows);
        var from = random.Next(sample.Rows);
        var count = random.Next(1, sample.Rows - from + 1);

        var alone = sample.Multiply(from, count);

        Assert.Equal(together[(from * sample.Columns)..][..alone.Length], alone);
    }

    [Theory]
    [InlineData(5, 64)]
    [InlineData(8, 24)]
    [InlineData(4, 8)]
    [InlineData(4, 512)]
    public void A_matrix_of_a_kind_that_is_not_known_is_refused(int bits, int block)
    {
        var memory = stackalloc byte[16];

        Assert.Throws<NotSupportedException>(() => QuantizedMatrix.Pack(1, block, block, bits, memory, (float*)memory, null));
    }

    [Fact]
    public void Rows_of_nothing_but_zeros_give_zeros()
    {
        using var sample = new Sample(new Random(1));
        sample.Values.AsSpan().Clear();

        Assert.All(sample.Multiply(0, sample.Rows), number => Assert.Equal(0, number));
    }

    /// <summary>A random matrix of a random kind, and some rows.</summary>
    private sealed class Sample : IDisposable
    {
        private readonly byte[] _weights;
        private readonly float[] _scales;
        private readonly byte[]? _zeroPoints;
        private readonly int _bits, _block, _length;
        private readonly QuantizedMatrix _matrix;
        private readonly QuantizedRows _rounded = new();

        public Sample(Random random)
        {
            _bits = random.Next(2) == 0 ? 4 : 8;
            _block = 16 << random.Next(5);
            _length = _block * random.Next(1, 5);
            Columns = random.Next(1, 70);
            Rows = random.Next(1, 20);
            _weights = new byte[Columns * _length * _bits / 8];
            random.NextBytes(_weights);
            _scales = [.. Enumerable.Range(0, Columns * _length / _block).Select(_ => (random.NextSingle() + 0.1f) * (random.Next(4) == 0 ? -1 : 1))];
            if (random.Next(2) == 0)
            {
                _zeroPoints = new byte[Columns * ((Blocks * _bits) + 7) / 8 + Columns];
                random.NextBytes(_zeroPoints);
            }

            Values = [.. Enumerable.Range(0, Rows * _length).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-3, 4)))];
            fixed (byte* weights = _weights, zeroPoints = _zeroPoints)
            fixed (float* scales = _scales)
                _matrix = QuantizedMatrix.Pack(Columns, _length, _block, _bits, weights, scales, zeroPoints);
        }

        public int Columns { get; }

        public int Rows { get; }

        public float[] Values { get; }

        private int Blocks => _length / _block;

        public float[] Multiply(int from, int count)
        {
            var result = new float[count * Columns];
            fixed (float* values = &Values[from * _length], target = result)
            {
                _rounded.Prepare(count, _length, _block);
                _rounded.Round(values, _block, 0, (long)count * Blocks);
                MatrixProduct.Compute(_matrix, _rounded, count, 0, _matrix.Tiles, target);
            }

            return result;
        }

        public (float Value, float Tolerance) Expected(int row, int column)
        {
            double value = 0, tolerance = 0;
            for (var block = 0; block < Blocks; block++)
            {
                var numbers = Values.AsSpan((row * _length) + (block * _block), _block);
                var rounding = numbers.ToArray().Max(MathF.Abs) / (2 * QuantizedRows.Largest);
                var scale = _scales[(column * Blocks) + block];
                for (var i = 0; i < _block; i++)
                {
                    var weight = Weight(column, (block * _block) + i) - ZeroPoint(column, block);
                    value += (double)weight * scale * numbers[i];
                    tolerance += Math.Abs(weight * scale) * (rounding + (1e-6 * Math.Abs(numbers[i])));
                }
            }

            return ((float)value, (float)((tolerance * 1.01) + 1e-30));
        }

        public void Dispose()
        {
            _matrix.Dispose();
            _rounded.Dispose();
        }

        private int Weight(int column, int place)
        {
            var first = column * _length * _bits / 8;
            return _bits == 8 ? _weights[first + place] : (_weights[first + (place / 2)] >> (4 * (place % 2))) & 15;
        }

        private int ZeroPoint(int column, int block)
        {
            if (_zeroPoints is null) return 1 << (_bits - 1);
            var first = column * (((Blocks * _bits) + 7) / 8);
            return _bits == 8 ? _zeroPoints[first + block] : (_zeroPoints[first + (block / 2)] >> (4 * (block % 2))) & 15;
        }
    }
}
