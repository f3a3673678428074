using ChatBot.Inference.Generation.Decoding;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Scheduling;

/// <summary>
/// A decoder whose runs take a counted time: a decode step 100 units and 12 more for each further row, a chunk 100 and 15 for each further token. (The
/// shipped model's ratios, roughly.) Notes what it was asked to do.
/// </summary>
internal sealed class CountingDecoder(IDecoder inner, CountedTime time) : IDecoder
{
    /// <summary>Units of one decode step.</summary>
    public const int StepCost = 100;

    /// <summary>What was run: the rows of each decode step, one row for each chunk.</summary>
    public List<(char Kind, int[] Slots, int Tokens)> Runs { get; } = [];

    /// <summary>Tokens that were read in chunks.</summary>
    public int Prefilled => Runs.Where(static run => run.Kind == 'p').Sum(static run => run.Tokens);

    /// <summary>Tokens that were read in decode steps, since somebody cleared them.</summary>
    public List<int> Stepped { get; } = [];

    /// <summary>What to do before each run.</summary>
    public Action<char>? Before { get; set; }

    public int Slots => inner.Slots;

    public int ContextLength => inner.ContextLength;

    public int Vocabulary => inner.Vocabulary;

    public int LongestChunk => inner.LongestChunk;

    public bool ScoresEveryPosition => inner.ScoresEveryPosition;

    public KvCacheShape Shape => inner.Shape;

    public long CacheBytes => inner.CacheBytes;

    public int Length(int slot) => inner.Length(slot);

    public Span<float> Prefill(int slot, scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        Ran('p', [slot], tokens.Length, StepCost + (15 * (tokens.Length - 1)));
        return inner.Prefill(slot, tokens, run);
    }

    public void Step(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens, RunOptions run)
    {
        Stepped.AddRange(tokens);
        Ran('s', slots.ToArray(), slots.Length, StepCost + (12 * (slots.Length - 1)));
        inner.Step(slots, tokens, run);
    }

    public void Verify(int slot, ReadOnlySpan<int> tokens, RunOptions run)
    {
        Ran('v', [slot], tokens.Length, StepCost + (15 * (tokens.Length - 1)));
        inner.Verify(slot, tokens, run);
    }

    public Span<float> Logits(int index) => inner.Logits(index);

    public int Reusable(int length, int common) => inner.Reusable(length, common);

    public void Rewind(int slot, int length) => inner.Rewind(slot, length);

    public void CopyPrefix(int from, int to, int length) => inner.CopyPrefix(from, to, length);

    public void Save(int slot, int start, KvBlock block, int at, int count) => inner.Save(slot, start, block, at, count);

    public void Load(int slot, int keep, ReadOnlySpan<KvSegment> segments) => inner.Load(slot, keep, segments);

    public void Trim() => inner.Trim();

    public void Dispose() => inner.Dispose();

    private void Ran(char kind, int[] slots, int tokens, int units)
    {
        Before?.Invoke(kind);
        Runs.Add((kind, slots, tokens));
        time.Pass(units);
    }
}

/// <summary>Time that passes only when a run is counted.</summary>
internal sealed class CountedTime : TimeProvider
{
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Pass(int units) => _now += units;
}
