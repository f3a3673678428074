using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// Attention of up to four queries to a part of one head's keys and values: for each query its largest score m, the sum l of exp(score − m), and the
/// values weighted with exp(score − m). Parts are put together as in online softmax (Milakov and Gimelshein 2018, arXiv:1805.02867; FlashAttention
/// does the same). What comes out for a query does not depend on the queries beside it, to the last bit: dot products, maxima and sums are added up in
/// one order in both ways, for four queries and for one. Thread-safe.
/// </summary>
internal static unsafe class AttentionPart
{
    /// <summary>Keys of a part: keys and values of 64 numbers fill the second level cache by a sixteenth, and a long text gives work to many threads.</summary>
    public const int Keys = 128;

    private const int Lanes = 16;

    /// <summary>Four queries.</summary>
    /// <param name="queries">[4][<paramref name="size"/>], scaled.</param>
    /// <param name="keys">[<paramref name="count"/>][<paramref name="size"/>].</param>
    /// <param name="values">Likewise.</param>
    /// <param name="size">Numbers of a head: a multiple of 16.</param>
    /// <param name="count">Keys of this part, at most <see cref="Keys"/>.</param>
    /// <param name="from">The first key that each query sees, counted within the part.</param>
    /// <param name="to">The key after the last that each query sees.</param>
    /// <param name="softcap">Scores s become c · tanh(s / c); 0 leaves them.</param>
    /// <param name="weighted">The weighted values: [4][<paramref name="size"/>].</param>
    /// <param name="largest">The largest scores; negative infinity where a query sees nothing.</param>
    /// <param name="sums">The sums.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(float* queries, float* keys, float* values, int size, int count, Vector128<int> from, Vector128<int> to, float softcap,
        float* weighted, out Vector128<float> largest, out Vector128<float> sums)
    {
        // Scores stand key by key, the four queries' beside each other.
        var scores = stackalloc float[4 * Keys];
        ScoreFour(queries, keys, size, count, scores);

        var step = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        Vector512<int> first = Repeat(from.AsSingle()).AsInt32(), last = Repeat(to.AsSingle()).AsInt32();
        var highest = Vector512.Create(float.NegativeInfinity);
        for (var key = 0; key < count; key += 4)
        {
            var place = Vector512.Create(key) + step;
            var seen = Vector512.GreaterThanOrEqual(place, first) & Vector512.LessThan(place, last);
            var score = Vector512.ConditionalSelect(seen.AsSingle(), Cap(Vector512.Load(scores + (4 * key)), softcap), Vector512.Create(float.NegativeInfinity));
            score.Store(scores + (4 * key));
            highest = Vector512.Max(highest, score);
        }

        var half = Vector256.Max(highest.GetLower(), highest.GetUpper());
        largest = Vector128.Max(half.GetLower(), half.GetUpper());
        var shift = Repeat(Finite(largest));
        var sum = Vector512<float>.Zero;
        for (var key = 0; key < count; key += 4)
        {
            var power = Exponential.Of(Vector512.Load(scores + (4 * key)) - shift);
            power.Store(scores + (4 * key));
            sum += power;
        }

        sums = Sum(sum.GetLower().GetLower(), sum.GetLower().GetUpper(), sum.GetUpper().GetLower(), sum.GetUpper().GetUpper());
        WeighFour(scores, values, size, count, weighted);
    }

    /// <summary>One query; see <see cref="Four"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(float* query, float* keys, float* values, int size, int count, int from, int to, float softcap, float* weighted, out float largest, out float sum)
    {
        var scores = stackalloc float[Keys];
        ScoreOne(query, keys, size, count, scores);

        var highest = Vector512.Create(float.NegativeInfinity);
        for (var key = 0; key < count; key += Lanes)
        {
            var place = Vector512.Create(key) + Vector512<int>.Indices;
            var seen = Vector512.GreaterThanOrEqual(place, Vector512.Create(from)) & Vector512.LessThan(place, Vector512.Create(to));
            var score = Vector512.ConditionalSelect(seen.AsSingle(), Cap(Vector512.Load(scores + key), softcap), Vector512.Create(float.NegativeInfinity));
            score.Store(scores + key);
            highest = Vector512.Max(highest, score);
        }

        var half = Vector256.Max(highest.GetLower(), highest.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        largest = Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
        var shift = Vector512.Create(float.IsNegativeInfinity(largest) ? 0 : largest);
        var sums = Vector128<float>.Zero;
        for (var key = 0; key < count; key += Lanes)
        {
            var power = Exponential.Of(Vector512.Load(scores + key) - shift);
            power.Store(scores + key);
            sums += power.GetLower().GetLower();
            sums += power.GetLower().GetUpper();
            sums += power.GetUpper().GetLower();
            sums += power.GetUpper().GetUpper();
        }

        sum = sums[0] + sums[2] + (sums[1] + sums[3]);
        WeighOne(scores, values, size, count, weighted);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreFour(float* queries, float* keys, int size, int count, float* scores)
    {
        float* query1 = queries + size, query2 = query1 + size, query3 = query2 + size;
        for (var key = 0; key < count; key += 4)
        {
            var key0 = keys + ((long)key * size);
            var key1 = key + 1 < count ? key0 + size : key0;
            var key2 = key + 2 < count ? key1 + size : key0;
            var key3 = key + 3 < count ? key2 + size : key0;
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
            for (var i = 0; i < size; i += Lanes)
            {
                Vector512<float> a = Vector512.Load(key0 + i), b = Vector512.Load(key1 + i), c = Vector512.Load(key2 + i), d = Vector512.Load(key3 + i);
                var query = Vector512.Load(queries + i);
                a0 = Vector512.FusedMultiplyAdd(a, query, a0);
                b0 = Vector512.FusedMultiplyAdd(b, query, b0);
                c0 = Vector512.FusedMultiplyAdd(c, query, c0);
                d0 = Vector512.FusedMultiplyAdd(d, query, d0);
                query = Vector512.Load(query1 + i);
                a1 = Vector512.FusedMultiplyAdd(a, query, a1);
                b1 = Vector512.FusedMultiplyAdd(b, query, b1);
                c1 = Vector512.FusedMultiplyAdd(c, query, c1);
                d1 = Vector512.FusedMultiplyAdd(d, query, d1);
                query = Vector512.Load(query2 + i);
                a2 = Vector512.FusedMultiplyAdd(a, query, a2);
                b2 = Vector512.FusedMultiplyAdd(b, query, b2);
                c2 = Vector512.FusedMultiplyAdd(c, query, c2);
                d2 = Vector512.FusedMultiplyAdd(d, query, d2);
                query = Vector512.Load(query3 + i);
                a3 = Vector512.FusedMultiplyAdd(a, query, a3);
                b3 = Vector512.FusedMultiplyAdd(b, query, b3);
                c3 = Vector512.FusedMultiplyAdd(c, query, c3);
                d3 = Vector512.FusedMultiplyAdd(d, query, d3);
            }

            Totals(Quarters(a0, a1, a2, a3), Quarters(b0, b1, b2, b3), Quarters(c0, c1, c2, c3), Quarters(d0, d1, d2, d3)).Store(scores + (4 * key));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreOne(float* query, float* keys, int size, int count, float* scores)
    {
        var quarters = stackalloc Vector512<float>[4];
        for (var key = 0; key < count; key += Lanes)
        {
            // Behind the last key the first one is read again; those scores are masked.
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var place = key + (4 * quarter);
                var first = keys + (place < count ? (long)place * size : 0);
                var second = keys + (place + 1 < count ? (place + 1L) * size : 0);
                var third = keys + (place + 2 < count ? (place + 2L) * size : 0);
                var fourth = keys + (place + 3 < count ? (place + 3L) * size : 0);
                Vector512<float> a = default, b = default, c = default, d = default;
                for (var i = 0; i < size; i += Lanes)
                {
                    var numbers = Vector512.Load(query + i);
                    a = Vector512.FusedMultiplyAdd(Vector512.Load(first + i), numbers, a);
                    b = Vector512.FusedMultiplyAdd(Vector512.Load(second + i), numbers, b);
                    c = Vector512.FusedMultiplyAdd(Vector512.Load(third + i), numbers, c);
                    d = Vector512.FusedMultiplyAdd(Vector512.Load(fourth + i), numbers, d);
                }

                quarters[quarter] = Quarters(a, b, c, d);
            }

            Totals(quarters[0], quarters[1], quarters[2], quarters[3]).Store(scores + key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeighFour(float* scores, float* values, int size, int count, float* weighted)
    {
        var column = 0;
        for (; column + (2 * Lanes) <= size; column += 2 * Lanes)
        {
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            var value = values + column;
            var score = scores;
            for (var key = 0; key < count; key++, value += size, score += 4)
            {
                Vector512<float> a = Vector512.Load(value), b = Vector512.Load(value + Lanes), weight = Vector512.Create(score[0]);
                a0 = Vector512.FusedMultiplyAdd(a, weight, a0);
                b0 = Vector512.FusedMultiplyAdd(b, weight, b0);
                weight = Vector512.Create(score[1]);
                a1 = Vector512.FusedMultiplyAdd(a, weight, a1);
                b1 = Vector512.FusedMultiplyAdd(b, weight, b1);
                weight = Vector512.Create(score[2]);
                a2 = Vector512.FusedMultiplyAdd(a, weight, a2);
                b2 = Vector512.FusedMultiplyAdd(b, weight, b2);
                weight = Vector512.Create(score[3]);
                a3 = Vector512.FusedMultiplyAdd(a, weight, a3);
                b3 = Vector512.FusedMultiplyAdd(b, weight, b3);
            }

            var target = weighted + column;
            a0.Store(target);
            b0.Store(target + Lanes);
            a1.Store(target + size);
            b1.Store(target + size + Lanes);
            a2.Store(target + (2 * size));
            b2.Store(target + (2 * size) + Lanes);
            a3.Store(target + (3 * size));
            b3.Store(target + (3 * size) + Lanes);
        }

        if (column == size) return;
        for (var query = 0; query < 4; query++) WeighColumn(scores + query, 4, values + column, size, count, weighted + (query * size) + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeighOne(float* scores, float* values, int size, int count, float* weighted)
    {
        var column = 0;
        for (; column + (4 * Lanes) <= size; column += 4 * Lanes)
        {
            Vector512<float> a = default, b = default, c = default, d = default;
            var value = values + column;
            for (var key = 0; key < count; key++, value += size)
            {
                var weight = Vector512.Create(scores[key]);
                a = Vector512.FusedMultiplyAdd(Vector512.Load(value), weight, a);
                b = Vector512.FusedMultiplyAdd(Vector512.Load(value + Lanes), weight, b);
                c = Vector512.FusedMultiplyAdd(Vector512.Load(value + (2 * Lanes)), weight, c);
                d = Vector512.FusedMultiplyAdd(Vector512.Load(value + (3 * Lanes)), weight, d);
            }

            a.Store(weighted + column);
            b.Store(weighted + column + Lanes);
            c.Store(weighted + column + (2 * Lanes));
            d.Store(weighted + column + (3 * Lanes));
        }

        for (; column < size; column += Lanes) WeighColumn(scores, 1, values + column, size, count, weighted + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeighColumn(float* scores, int stride, float* value, int size, int count, float* weighted)
    {
        Vector512<float> sum = default;
        for (var key = 0; key < count; key++, value += size, scores += stride)
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(value), Vector512.Create(*scores), sum);
        sum.Store(weighted);
    }

    /// <summary>The totals of each quarter of four vectors: those of the first quarters first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);
        var cd = Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d);
        return Avx512F.Shuffle(ab, cd, 0x44) + Avx512F.Shuffle(ab, cd, 0xee);
    }

    /// <summary>The totals of sixteen vectors, from their <see cref="Quarters"/> in fours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Totals(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Avx512F.Shuffle4x128(a, b, 0x44) + Avx512F.Shuffle4x128(a, b, 0xee);
        var cd = Avx512F.Shuffle4x128(c, d, 0x44) + Avx512F.Shuffle4x128(c, d, 0xee);
        return Avx512F.Shuffle4x128(ab, cd, 0x88) + Avx512F.Shuffle4x128(ab, cd, 0xdd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sum(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) => a + c + (b + d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Repeat(Vector128<float> four) => Vector512.Create(Vector256.Create(four, four), Vector256.Create(four, four));

    /// <summary>Nothing was seen where the largest score is infinitely small; its powers are to become zero, not undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Finite(Vector128<float> largest) =>
        Vector128.ConditionalSelect(Vector128.Equals(largest, Vector128.Create(float.NegativeInfinity)), Vector128<float>.Zero, largest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Cap(Vector512<float> scores, float softcap)
    {
        if (softcap == 0) return scores;
        // tanh(x) = 1 − 2 / (exp(2x) + 1)
        var power = Exponential.Of(scores * (2 / softcap)) + Vector512<float>.One;
        return Vector512.Create(softcap) * (Vector512<float>.One - (Vector512.Create(2f) / power));
    }
}
