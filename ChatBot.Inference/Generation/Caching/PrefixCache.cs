using ChatBot.Inference.Generation.Decoding;

namespace ChatBot.Inference.Generation.Caching;

/// <summary>
/// Gives each answer a row that already holds as much of its prompt as was ever computed and is still remembered: in an idle row (a chat's next turn
/// goes on in place), in a row that others are writing in (a shared system prompt), or in blocks of texts whose row somebody else needed. Not
/// thread-safe: it belongs to the engine's thread. The decoder stays the caller's.
/// </summary>
internal sealed class PrefixCache : IDisposable
{
    /// <summary>Fewer tokens than this are not worth keeping: reading them again costs no more than a step or two.</summary>
    private const int WorthKeeping = 16;

    private readonly IDecoder _decoder;
    private readonly CachedRow[] _rows;
    private readonly BlockTree _blocks;
    private long _clock;

    public PrefixCache(IDecoder decoder, int blockTokens = 32)
    {
        _decoder = decoder;
        _rows = [.. Enumerable.Range(0, decoder.Slots).Select(static slot => new CachedRow(slot))];
        _blocks = new BlockTree(decoder, blockTokens);
    }

    /// <summary>Memory of all rows and blocks, in bytes.</summary>
    public long Bytes => _decoder.CacheBytes + _blocks.Bytes;

    /// <summary>Whether a row is free for another answer.</summary>
    public bool HasRoom => _rows.Any(static row => !row.InUse);

    /// <summary>Takes a row for a prompt.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="prefilledOnly">
    /// Only what was read several tokens at a time: then the answer does not depend on what the cache happened to hold.
    /// </param>
    /// <param name="nothing">Nothing at all of what was read before.</param>
    /// <returns>A row that holds the first tokens of the prompt, at least one fewer than it has. <see cref="Release"/> gives it back.</returns>
    public CachedRow Take(ReadOnlySpan<int> prompt, bool prefilledOnly, bool nothing = false)
    {
        var wanted = nothing ? [] : prompt[..Math.Max(0, prompt.Length - (prefilledOnly ? 2 : 1))];
        var source = LongestRow(wanted, prefilledOnly, out var inRow);
        var match = _blocks.Find(wanted, prefilledOnly);
        var inBlocks = _decoder.Reusable(match.Length, match.Length) == match.Length ? match.Length : 0;
        _blocks.Touch(wanted, ++_clock);

        CachedRow row;
        if (source is { InUse: false } && inRow + WorthKeeping >= inBlocks && source.Tokens.Count - inRow < WorthKeeping)
        {
            row = source;
            Truncate(row, inRow);
        }
        else
        {
            row = FreeRow(except: inRow > inBlocks ? source : null);
            if (inBlocks > inRow) Load(row, match, prompt[..inBlocks]);
            else if (row == source) Truncate(row, inRow);
            else if (source is not null && inRow > 0) Copy(source, row, inRow);
            else Truncate(row, 0);
        }

        row.InUse = true;
        row.LastUsed = _clock;
        return row;
    }

    /// <summary>The answer is over; what the row holds stays for the next one.</summary>
    public void Release(CachedRow row)
    {
        row.InUse = false;
        row.LastUsed = ++_clock;
        row.Truncate(_decoder.Length(row.Slot));
    }

    /// <summary>Forgets what a row holds behind its first tokens.</summary>
    public void Truncate(CachedRow row, int length)
    {
        _decoder.Rewind(row.Slot, Math.Min(length, _decoder.Length(row.Slot)));
        row.Truncate(length);
    }

    /// <summary>Forgets what was not used for longest until the rest needs no more than a number of bytes. Rows in use stay.</summary>
    public void Shrink(long bytes)
    {
        while (_blocks.Bytes + RowBytes() > bytes)
        {
            var oldest = _rows.Where(static row => !row.InUse && row.Tokens.Count > 0).MinBy(static row => row.LastUsed);
            if (oldest is not null && oldest.LastUsed <= (_blocks.OldestUse ?? long.MaxValue)) Truncate(oldest, 0);
            else if (!_blocks.EvictOldest()) break;
        }

        _decoder.Trim();
    }

    public void Dispose() => _blocks.Dispose();

    private long RowBytes() => _rows.Sum(row => (long)row.Tokens.Count) * _decoder.Shape.BytesPerToken;

    private CachedRow? LongestRow(ReadOnlySpan<int> wanted, bool prefilledOnly, out int longest)
    {
        CachedRow? best = null;
        longest = 0;
        foreach (var row in _rows)
        {
            var common = row.Span.CommonPrefixLength(wanted);
            if (prefilledOnly) common = Math.Min(common, row.Prefilled);
            common = _decoder.Reusable(row.Tokens.Count, common);
            var better = common > longest || (common == longest && common > 0 && !row.InUse && best!.InUse);
            if (better) (best, longest) = (row, common);
        }

        return best;
    }

    /// <summary>A row that nobody writes in: an empty one, else the one that was not used for longest, whose text is kept in blocks.</summary>
    private CachedRow FreeRow(CachedRow? except)
    {
        var free = _rows.Where(static row => !row.InUse).OrderBy(static row => row.Tokens.Count > 0).ThenBy(static row => row.LastUsed).ToList();
        var row = free.Find(row => row != except) ?? free[0];
        if (row.Tokens.Count >= WorthKeeping && _blocks.Missing(row.Span) > 0) _blocks.Insert(row);
        return row;
    }

    private void Copy(CachedRow from, CachedRow to, int length)
    {
        Truncate(to, 0);
        _decoder.CopyPrefix(from.Slot, to.Slot, length);
        to.Tokens.AddRange(from.Span[..length]);
        to.Prefilled = Math.Min(from.Prefilled, length);
        from.LastUsed = _clock;
    }

    private void Load(CachedRow row, BlockMatch match, ReadOnlySpan<int> tokens)
    {
        Truncate(row, 0);
        _decoder.Load(row.Slot, 0, match.Segments);
        row.Tokens.AddRange(tokens);
        row.Prefilled = match.Prefilled;
    }
}
