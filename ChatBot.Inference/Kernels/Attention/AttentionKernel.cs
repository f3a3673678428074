using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ChatBot.Inference.Kernels.Memory;

namespace ChatBot.Inference.Kernels.Attention;

/// <summary>
/// Attention of new tokens to all up to themselves, of rows that are at different places. One token a row (a decode step) is divided by rows, heads and parts of
/// the text, and put together at the end; several tokens a row (prefill) are divided by rows, heads and tokens. Both ways go through a query's parts in the same
/// order, so that the same numbers come out, to the last bit, however a text is cut and whatever rows stand beside it.
/// Not thread-safe, but the parts of one stage may be computed at the same time. Needs vectors of 512 bits.
/// </summary>
internal sealed unsafe class AttentionKernel(AttentionShape shape) : IDisposable
{
    /// <summary>Queries that a piece of prefill goes through a part of the keys with, about.</summary>
    private const int QueriesTogether = 32;

    private readonly AlignedBuffer<float> _partial = new();
    private readonly AlignedBuffer<int> _firstStepPiece = new();

    private AttentionRun _run;

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Avx512F.IsSupported;

    /// <summary>Pieces of a decode step.</summary>
    public int StepPieces { get; private set; }

    /// <summary>Pieces of writing keys and values to the cache.</summary>
    public int CachingPieces => _run.Rows * shape.KeyHeads;

    /// <summary>Pieces of prefill.</summary>
    public int PrefillPieces => _run.Rows * shape.KeyHeads * TokenPieces;

    private int TokensTogether => 4 * Math.Max(1, QueriesTogether / 4 / shape.Group);

    private int TokenPieces => (_run.Tokens + TokensTogether - 1) / TokensTogether;

    /// <summary>Numbers of a step's piece: the weighted values of a group's heads, their largest scores, their sums.</summary>
    private int PieceNumbers => ((shape.Group * (shape.Size + 2)) + 15) & ~15;

    /// <summary>Begins a run.</summary>
    public void Begin(in AttentionRun run)
    {
        _run = run;
        if (run.Tokens != 1) return;
        _firstStepPiece.Need(run.Rows + 1);
        StepPieces = 0;
        for (var row = 0; row < run.Rows; row++)
        {
            _firstStepPiece.Pointer[row] = StepPieces;
            StepPieces += shape.KeyHeads * StepParts(row);
        }

        _firstStepPiece.Pointer[run.Rows] = StepPieces;
        _partial.Need((long)StepPieces * PieceNumbers);
    }

    /// <summary>Computes one piece of a decode step: a part of the text for the heads that share keys.</summary>
    [SkipLocalsInit]
    public void Step(int piece)
    {
        var row = 0;
        while (_firstStepPiece.Pointer[row + 1] <= piece) row++;
        var parts = StepParts(row);
        var (head, part) = Math.DivRem(piece - _firstStepPiece.Pointer[row], parts);
        var position = _run.Past[row];
        if (part == parts - 1) Remember(row, head, 0);

        var first = ((shape.FirstSeen(position) / AttentionPart.Keys) + part) * AttentionPart.Keys;
        var count = Math.Min(AttentionPart.Keys, position + 1 - first);
        var (from, to) = (Math.Max(0, shape.FirstSeen(position) - first), count);
        var queries = stackalloc float[4 * shape.Size];
        var result = _partial.Pointer + ((long)piece * PieceNumbers);
        float* largest = result + (shape.Group * shape.Size), sums = largest + shape.Group;
        var weighted = stackalloc float[4 * shape.Size];
        for (var query = 0; query < shape.Group; query += 4)
        {
            var some = Math.Min(4, shape.Group - query);
            for (var i = 0; i < some; i++) Turn(row, 0, (head * shape.Group) + query + i, queries + (i * shape.Size));
            Attend(row, head, first, count, queries, some, Vector128.Create(from), Vector128.Create(to), weighted, out var maxima, out var totals);
            new ReadOnlySpan<float>(weighted, some * shape.Size).CopyTo(new Span<float>(result + (query * shape.Size), some * shape.Size));
            for (var i = 0; i < some; i++) (largest[query + i], sums[query + i]) = (maxima[i], totals[i]);
        }
    }

    /// <summary>Puts the pieces of a decode step together.</summary>
    public void FinishStep()
    {
        for (var row = 0; row < _run.Rows; row++)
        {
            var parts = StepParts(row);
            for (var head = 0; head < shape.Heads; head++)
            {
                var (keyHead, query) = Math.DivRem(head, shape.Group);
                var output = _run.Output + (((long)row * shape.Heads) + head) * shape.Size;
                var whole = new OnlineSoftmax(output, shape.Size);
                for (var part = 0; part < parts; part++)
                {
                    var piece = _partial.Pointer + ((long)_firstStepPiece.Pointer[row] + (keyHead * parts) + part) * PieceNumbers;
                    var largest = piece + (shape.Group * shape.Size) + query;
                    whole.Add(piece + (query * shape.Size), *largest, largest[shape.Group]);
                }

                whole.Finish(output);
            }
        }
    }

    /// <summary>Writes the new tokens' keys and values of one head of a row to the cache; comes before <see cref="Prefill"/>.</summary>
    public void Cache(int piece)
    {
        var (row, head) = Math.DivRem(piece, shape.KeyHeads);
        for (var token = 0; token < _run.Tokens; token++) Remember(row, head, token);
    }

    /// <summary>Computes one piece of prefill: some tokens, for the heads that share keys.</summary>
    [SkipLocalsInit]
    public void Prefill(int piece)
    {
        var (rowAndHead, tokenPiece) = Math.DivRem(piece, TokenPieces);
        var (row, head) = Math.DivRem(rowAndHead, shape.KeyHeads);
        var firstToken = tokenPiece * TokensTogether;
        var tokens = Math.Min(TokensTogether, _run.Tokens - firstToken);
        var count = tokens * shape.Group;
        var size = shape.Size;
        var queries = stackalloc float[(count + 3) * size];
        var results = stackalloc float[count * size];
        var weighted = stackalloc float[4 * size];
        var wholes = stackalloc OnlineSoftmax[count];
        for (var query = 0; query < count; query++)
        {
            var (token, member) = Math.DivRem(query, shape.Group);
            Turn(row, firstToken + token, (head * shape.Group) + member, queries + (query * size));
            wholes[query] = new OnlineSoftmax(results + (query * size), size);
        }

        var position = _run.Past[row] + firstToken;
        var end = Math.Min(position + tokens, _run.Capacity);
        for (var first = shape.FirstSeen(position) / AttentionPart.Keys * AttentionPart.Keys; first < end; first += AttentionPart.Keys)
        {
            var keys = Math.Min(AttentionPart.Keys, end - first);
            for (var query = 0; query < count; query += 4)
            {
                var some = Math.Min(4, count - query);
                Vector128<int> from = default, to = default;
                for (var i = 0; i < some; i++)
                {
                    var seenBy = position + ((query + i) / shape.Group);
                    from = from.WithElement(i, Math.Max(0, shape.FirstSeen(seenBy) - first));
                    to = to.WithElement(i, Math.Clamp(seenBy + 1 - first, 0, keys));
                }

                if (Vector128.GreaterThanOrEqualAll(from, to)) continue;
                Attend(row, head, first, keys, queries + (query * size), some, from, to, weighted, out var maxima, out var totals);
                for (var i = 0; i < some; i++) wholes[query + i].Add(weighted + (i * size), maxima[i], totals[i]);
            }
        }

        for (var query = 0; query < count; query++)
        {
            var (token, member) = Math.DivRem(query, shape.Group);
            var place = (((long)row * _run.Tokens) + firstToken + token) * shape.Heads + (head * shape.Group) + member;
            wholes[query].Finish(_run.Output + (place * size));
        }
    }

    public void Dispose()
    {
        _partial.Dispose();
        _firstStepPiece.Dispose();
    }

    /// <summary>Parts of a row's text that the new token of a decode step sees.</summary>
    private int StepParts(int row)
    {
        var position = _run.Past[row];
        return (position / AttentionPart.Keys) - (shape.FirstSeen(position) / AttentionPart.Keys) + 1;
    }

    private void Attend(int row, int head, int first, int count, float* queries, int some, Vector128<int> from, Vector128<int> to, float* weighted,
        out Vector128<float> largest, out Vector128<float> sums)
    {
        var place = CachePlace(row, head, first);
        float* keys = _run.CachedKeys + place, values = _run.CachedValues + place;
        if (some == 1)
        {
            AttentionPart.One(queries, keys, values, shape.Size, count, from[0], to[0], shape.Softcap, weighted, out var score, out var sum);
            (largest, sums) = (Vector128.CreateScalar(score), Vector128.CreateScalar(sum));
            return;
        }

        if (some < 4) new Span<float>(queries + (some * shape.Size), (4 - some) * shape.Size).Clear();
        AttentionPart.Four(queries, keys, values, shape.Size, count, from, to, shape.Softcap, weighted, out largest, out sums);
    }

    private void Remember(int row, int head, int token)
    {
        var position = _run.Past[row] + token;
        if (position >= _run.Capacity) return;
        var place = CachePlace(row, head, position);
        var number = ((long)row * _run.Tokens) + token;
        RotaryEmbedding.Turn(_run.Keys + (number * _run.KeyStride) + (head * shape.Size), _run.CachedKeys + place, shape.Size,
            _run.Cosines + ((long)position * _run.Pairs), _run.Sines + ((long)position * _run.Pairs), _run.Pairs, 1);
        new ReadOnlySpan<float>(_run.Values + (number * _run.ValueStride) + (head * shape.Size), shape.Size)
            .CopyTo(new Span<float>(_run.CachedValues + place, shape.Size));
    }

    private void Turn(int row, int token, int head, float* target)
    {
        var position = _run.Past[row] + token;
        var number = ((long)row * _run.Tokens) + token;
        RotaryEmbedding.Turn(_run.Queries + (number * _run.QueryStride) + (head * shape.Size), target, shape.Size,
            _run.Cosines + ((long)position * _run.Pairs), _run.Sines + ((long)position * _run.Pairs), _run.Pairs, shape.Scale);
    }

    private long CachePlace(int row, int head, int position) =>
        ((((long)row * shape.KeyHeads) + head) * _run.Capacity + position) * shape.Size;
}
