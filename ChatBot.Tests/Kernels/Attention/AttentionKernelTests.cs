using ChatBot.Inference.Kernels.Attention;
using FsCheck;

namespace ChatBot.Tests.Kernels.Attention;

/// <summary>Attention of rows that are at different places, against the formula in 64 bits.</summary>
public sealed unsafe class AttentionKernelTests
{
    public AttentionKernelTests() => Assert.SkipUnless(AttentionKernel.IsSupported, "This processor has no AVX-512.");

    [Property]
    public void Attention_is_that_of_the_formula_in_whatever_pieces_a_text_is_read(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        var sample = new Sample(random);

        var attended = sample.Read(random, mostTogether: random.Next(1, 80));

        for (var row = 0; row < sample.Lengths.Length; row++)
        {
            for (var token = 0; token < sample.Lengths[row]; token += random.Next(1, 40))
            {
                for (var head = 0; head < sample.Shape.Heads; head++)
                {
                    var expected = sample.Expected(row, token, head);
                    for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], attended[row][token][(head * sample.Shape.Size) + i], 2e-5f);
                }
            }
        }
    }

    [Property]
    public void The_same_comes_out_to_the_last_bit_however_a_text_is_cut_and_whatever_stands_beside_it(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        var sample = new Sample(random);
        var one = sample.Read(random, mostTogether: 1);

        var other = sample.Read(random, mostTogether: random.Next(2, 200));

        for (var row = 0; row < one.Length; row++)
            for (var token = 0; token < one[row].Length; token++) Assert.Equal(one[row][token], other[row][token]);
    }

    /// <summary>Random heads and texts of random lengths.</summary>
    private sealed class Sample
    {
        private const int Capacity = 320;

        private readonly int _pairs;
        private readonly float[] _cosines, _sines;
        private readonly float[][] _packed;

        public Sample(Random random)
        {
            var keyHeads = random.Next(1, 4);
            var size = new[] { 16, 32, 48, 64, 80, 96, 128 }[random.Next(7)];
            Shape = new AttentionShape(keyHeads * random.Next(1, 8), keyHeads, size, 1 / MathF.Sqrt(size), random.Next(3) == 0 ? random.Next(1, 200) : 0, random.Next(3) == 0 ? 5 : 0);
            _pairs = random.Next(3) == 0 ? 0 : random.Next(2) == 0 ? size / 2 : size / 4;
            _cosines = [.. Enumerable.Range(0, Capacity * _pairs).Select(i => (float)Math.Cos(i * 0.37))];
            _sines = [.. Enumerable.Range(0, Capacity * _pairs).Select(i => (float)Math.Sin(i * 0.37))];
            Lengths = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 300))];
            _packed = [.. Lengths.Select(length => Enumerable.Range(0, length * Width).Select(_ => (random.NextSingle() - 0.5f) * 4).ToArray())];
        }

        public AttentionShape Shape { get; }

        public int[] Lengths { get; }

        private int Width => (Shape.Heads + (2 * Shape.KeyHeads)) * Shape.Size;

        /// <summary>What comes out for each row and token, when rows are read in pieces, some beside each other.</summary>
        public float[][][] Read(Random random, int mostTogether)
        {
            using var kernel = new AttentionKernel(Shape);
            var cache = Shape.KeyHeads * Capacity * Shape.Size;
            float[][] keys = [.. Lengths.Select(_ => new float[cache])], values = [.. Lengths.Select(_ => new float[cache])];
            float[][][] attended = [.. Lengths.Select(length => new float[length][])];
            var done = new int[Lengths.Length];
            while (done.Where((at, row) => at < Lengths[row]).Any())
            {
                int[] unfinished = [.. Enumerable.Range(0, Lengths.Length).Where(row => done[row] < Lengths[row])];
                var tokens = random.Next(1, mostTogether + 1);
                if (tokens > 1) unfinished = [unfinished[random.Next(unfinished.Length)]];
                else if (unfinished.Length > 1 && random.Next(2) == 0) unfinished = unfinished[1..];
                tokens = Math.Min(tokens, unfinished.Min(row => Lengths[row] - done[row]));
                Run(kernel, unfinished, tokens, done, keys, values, attended);
                foreach (var row in unfinished) done[row] += tokens;
            }

            return attended;
        }

        public float[] Expected(int row, int token, int head)
        {
            var keyHead = head / Shape.Group;
            var query = Turned(row, token, head);
            var first = Shape.FirstSeen(token);
            double[] scores = [.. Enumerable.Range(first, token + 1 - first).Select(seen =>
            {
                var score = Turned(row, seen, Shape.Heads + keyHead).Zip(query, static (a, b) => a * b).Sum() * Shape.Scale;
                return Shape.Softcap == 0 ? score : Shape.Softcap * Math.Tanh(score / Shape.Softcap);
            })];
            var largest = scores.Max();
            double[] weights = [.. scores.Select(score => Math.Exp(score - largest))];
            var result = new double[Shape.Size];
            for (var i = 0; i < weights.Length; i++)
            {
                var value = _packed[row].AsSpan(((first + i) * Width) + ((Shape.Heads + Shape.KeyHeads + keyHead) * Shape.Size), Shape.Size);
                for (var n = 0; n < result.Length; n++) result[n] += weights[i] / weights.Sum() * value[n];
            }

            return [.. result.Select(static number => (float)number)];
        }

        private double[] Turned(int row, int token, int head)
        {
            double[] numbers = [.. _packed[row].AsSpan((token * Width) + (head * Shape.Size), Shape.Size).ToArray().Select(static number => (double)number)];
            for (var i = 0; i < _pairs; i++)
            {
                double cosine = _cosines[(token * _pairs) + i], sine = _sines[(token * _pairs) + i];
                (numbers[i], numbers[_pairs + i]) =
                    ((numbers[i] * cosine) - (numbers[_pairs + i] * sine), (numbers[_pairs + i] * cosine) + (numbers[i] * sine));
            }

            return numbers;
        }

        private void Run(AttentionKernel kernel, int[] rows, int tokens, int[] done, float[][] keys, float[][] values, float[][][] attended)
        {
            float[] packed = [.. rows.SelectMany(row => _packed[row].AsSpan(done[row] * Width, tokens * Width).ToArray())];
            float[] cachedKeys = [.. rows.SelectMany(row => keys[row])], cachedValues = [.. rows.SelectMany(row => values[row])];
            int[] past = [.. rows.Select(row => done[row])];
            var output = new float[rows.Length * tokens * Shape.Heads * Shape.Size];
            fixed (float* numbers = packed, keyCache = cachedKeys, valueCache = cachedValues, cosines = _cosines, sines = _sines, target = output)
            fixed (int* before = past)
            {
                kernel.Begin(new AttentionRun
                {
                    Queries = numbers,
                    Keys = numbers + (Shape.Heads * Shape.Size),
                    Values = numbers + ((Shape.Heads + Shape.KeyHeads) * Shape.Size),
                    QueryStride = Width,
                    KeyStride = Width,
                    ValueStride = Width,
                    Rows = rows.Length,
                    Tokens = tokens,
                    CachedKeys = keyCache,
                    CachedValues = valueCache,
                    Capacity = Capacity,
                    Cosines = cosines,
                    Sines = sines,
                    Pairs = _pairs,
                    Output = target,
                    Past = before,
                });
                if (tokens == 1)
                {
                    for (var piece = kernel.StepPieces - 1; piece >= 0; piece--) kernel.Step(piece);
                    kernel.FinishStep();
                }
                else
                {
                    for (var piece = 0; piece < kernel.CachingPieces; piece++) kernel.Cache(piece);
                    for (var piece = 0; piece < kernel.PrefillPieces; piece++) kernel.Prefill(piece);
                }
            }

            var cache = keys[0].Length;
            for (var i = 0; i < rows.Length; i++)
            {
                cachedKeys.AsSpan(i * cache, cache).CopyTo(keys[rows[i]]);
                cachedValues.AsSpan(i * cache, cache).CopyTo(values[rows[i]]);
                for (var token = 0; token < tokens; token++)
                    attended[rows[i]][done[rows[i]] + token] = [.. output.AsSpan(((i * tokens) + token) * Shape.Heads * Shape.Size, Shape.Heads * Shape.Size)];
            }
        }
    }
}
