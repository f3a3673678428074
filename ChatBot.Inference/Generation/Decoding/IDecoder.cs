using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// A decoder graph with a cache of several rows ("slots"), each the keys and values of one text. What a row holds is only its
/// length here; whose tokens they are is the scheduler's knowledge. Not thread-safe: it belongs to the engine's thread. Logits are [vocabulary], in
/// memory that the next run overwrites and that the caller may change.
/// </summary>
internal interface IDecoder : IDisposable
{
    /// <summary>How many rows there are. An empty one costs nothing.</summary>
    int Slots { get; }

    /// <summary>The most tokens a row can hold.</summary>
    int ContextLength { get; }

    /// <summary>Scores a position.</summary>
    int Vocabulary { get; }

    /// <summary>The most tokens that one run of <see cref="Prefill"/> or <see cref="Verify"/> reads; changes as the cache grows.</summary>
    int LongestChunk { get; }

    /// <summary>Whether <see cref="Verify"/> is possible: the graph can score more than the last position of a run.</summary>
    bool ScoresEveryPosition { get; }

    /// <summary>The sizes of the cache.</summary>
    KvCacheShape Shape { get; }

    /// <summary>Memory that the rows keep from others, in bytes: what they hold and what they held and have not given back.</summary>
    long CacheBytes { get; }

    /// <summary>How many tokens a row holds.</summary>
    int Length(int slot);

    /// <summary>Reads tokens behind those of one row.</summary>
    /// <param name="slot">The row.</param>
    /// <param name="tokens">At least one; read in runs of <see cref="LongestChunk"/>.</param>
    /// <param name="run">Ends the run early when its Terminate is set; the row then holds the runs that were finished.</param>
    /// <returns>The logits of the last token.</returns>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated.</exception>
    Span<float> Prefill(int slot, scoped ReadOnlySpan<int> tokens, RunOptions run);

    /// <summary>Reads one token behind those of each of several rows, in one run where the graph allows it.</summary>
    /// <param name="slots">The rows, all different, none empty, none full; at least one.</param>
    /// <param name="tokens">A token for each.</param>
    /// <param name="run">Ends the run early; then no row has changed.</param>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated.</exception>
    void Step(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens, RunOptions run);

    /// <summary>Reads a few tokens behind those of one row and scores every one of them.</summary>
    /// <param name="slot">The row, not empty.</param>
    /// <param name="tokens">At least one, at most <see cref="DecoderLimits.LongestVerify"/> and <see cref="LongestChunk"/>.</param>
    /// <param name="run">Ends the run early; then the row has not changed.</param>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated.</exception>
    void Verify(int slot, ReadOnlySpan<int> tokens, RunOptions run);

    /// <summary>What the last <see cref="Step"/> or <see cref="Verify"/> says may follow.</summary>
    /// <param name="index">The place in its slots or its tokens.</param>
    Span<float> Logits(int index);

    /// <summary>
    /// How much of a row can be kept when it is to be continued from an earlier token: less than asked for where the graph has
    /// thrown away or changed what came before.
    /// </summary>
    /// <param name="length">Tokens the row holds, or held when it was saved.</param>
    /// <param name="common">The first of them that are to be kept.</param>
    int Reusable(int length, int common);

    /// <summary>Forgets all tokens of a row behind the first <paramref name="length"/>.</summary>
    void Rewind(int slot, int length);

    /// <summary>Makes a row's content the first tokens of another's.</summary>
    void CopyPrefix(int from, int to, int length);

    /// <summary>Copies a row's tokens from <paramref name="start"/> on to a block, behind <paramref name="at"/> tokens that the block has.</summary>
    void Save(int slot, int start, KvBlock block, int at, int count);

    /// <summary>Makes a row's content its own first tokens and those of blocks behind them.</summary>
    /// <param name="slot">The row.</param>
    /// <param name="keep">Its own tokens to keep.</param>
    /// <param name="segments">What to append.</param>
    void Load(int slot, int keep, ReadOnlySpan<KvSegment> segments);

    /// <summary>Gives memory back that no token of a row is in.</summary>
    void Trim();
}

/// <summary>The first tokens of a block.</summary>
/// <param name="Block">The block.</param>
/// <param name="Count">How many of its tokens.</param>
internal readonly record struct KvSegment(KvBlock Block, int Count);
