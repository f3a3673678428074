namespace ChatBot.Inference.Tokenization;

/// <summary>
/// How an encoder wants one or two texts framed: BERT's <c>[CLS] A [SEP] B [SEP]</c>, RoBERTa's <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B
/// &lt;/s&gt;</c>, or nothing at all where the tokenizer has no post-processor. Immutable.
/// </summary>
public sealed class PairTemplate
{
    /// <summary>Ids before the first text.</summary>
    public required IReadOnlyList<int> Prefix { get; init; }

    /// <summary>Ids between the two texts.</summary>
    public required IReadOnlyList<int> Middle { get; init; }

    /// <summary>Ids behind the second text.</summary>
    public required IReadOnlyList<int> Suffix { get; init; }

    /// <summary>The token types of <see cref="Prefix"/>, <see cref="Middle"/> and <see cref="Suffix"/>, one after the other.</summary>
    public required IReadOnlyList<int> FrameTypeIds { get; init; }

    /// <summary>The token type of the first text's tokens.</summary>
    public int FirstTypeId { get; init; }

    /// <summary>The token type of the second text's tokens: 1 for BERT, 0 for RoBERTa.</summary>
    public int SecondTypeId { get; init; }

    /// <summary>How many tokens the frame takes.</summary>
    public int FrameLength => Prefix.Count + Middle.Count + Suffix.Count;

    /// <summary>The framed pair.</summary>
    /// <param name="first">The first text's ids, such as the question's.</param>
    /// <param name="second">The second text's ids, such as a window of the context.</param>
    /// <returns>All ids, the token type of each, and where the two texts begin among them.</returns>
    public FramedPair Frame(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var ids = new int[FrameLength + first.Length + second.Length];
        var types = new int[ids.Length];
        int at = 0, frame = 0;
        Add(Prefix);
        var firstStart = at;
        first.CopyTo(ids.AsSpan(at));
        types.AsSpan(at, first.Length).Fill(FirstTypeId);
        at += first.Length;
        Add(Middle);
        var secondStart = at;
        second.CopyTo(ids.AsSpan(at));
        types.AsSpan(at, second.Length).Fill(SecondTypeId);
        at += second.Length;
        Add(Suffix);
        return new FramedPair(ids, types, firstStart, secondStart);

        void Add(IReadOnlyList<int> part)
        {
            foreach (var id in part)
            {
                ids[at] = id;
                types[at++] = FrameTypeIds[frame++];
            }
        }
    }
}

/// <summary>Two texts framed for an encoder.</summary>
/// <param name="Ids">All token ids.</param>
/// <param name="TypeIds">The token type of each, for graphs with <c>token_type_ids</c>.</param>
/// <param name="FirstStart">Index of the first text's first token.</param>
/// <param name="SecondStart">Index of the second text's first token.</param>
public readonly record struct FramedPair(int[] Ids, int[] TypeIds, int FirstStart, int SecondStart);
