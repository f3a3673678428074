using ChatBot.Inference.Tokenization.Normalization;
using ChatBot.Inference.Tokenization.PreTokenization;
using ChatBot.Inference.Tokenization.Reading;
using ChatBot.Inference.Tokenization.Subwords;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Text to token ids and back, exactly as the model's own tokenizer does it. Made by <see cref="TokenizerJson"/>. Immutable and
/// thread-safe.
/// </summary>
public sealed class TextTokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<int, AddedToken> _added;
    private readonly Dictionary<string, int> _addedIds;
    private readonly EncodingPipeline _pipeline;
    private readonly OffsetTrimming? _trimming;
    private readonly Decoding.Decoder _decoder;

    internal TextTokenizer(
        Vocabulary vocabulary,
        SubwordModel model,
        IReadOnlyList<AddedToken> added,
        Normalizer? normalizer,
        PreTokenizer? preTokenizer,
        PostProcessing postProcessing,
        Decoding.Decoder decoder)
    {
        _vocabulary = vocabulary;
        _added = [];
        _addedIds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in added)
        {
            _added[token.Id] = token;
            _addedIds[token.Content] = token.Id;
            VocabularySize = Math.Max(VocabularySize, token.Id + 1);
        }

        VocabularySize = Math.Max(VocabularySize, vocabulary.Size);
        _pipeline = new EncodingPipeline(model, added, normalizer, preTokenizer);
        Pair = postProcessing.Pair;
        _trimming = postProcessing.Trimming;
        _decoder = decoder;
        ControlTokens = [.. added.Where(token => token.Special).Select(token => token.Content)];
    }

    /// <summary>The highest id plus one. A model's logits may be wider.</summary>
    public int VocabularySize { get; }

    /// <summary>How two texts are framed for an encoder.</summary>
    public PairTemplate Pair { get; }

    /// <summary>The texts of all special tokens.</summary>
    public IReadOnlyList<string> ControlTokens { get; }

    /// <summary>The ids of a text. Added tokens written in it are recognised; none is added at either end.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    public int[] Encode(string text)
    {
        var sink = new TokenSink(withOffsets: false);
        _pipeline.Run(text, recognise: true, [], sink);
        return [.. sink.Ids];
    }

    /// <summary>The ids of a rendered prompt: as <see cref="Encode(string)"/>, but no added token is recognised across a break.</summary>
    /// <param name="prompt">The prompt.</param>
    public int[] Encode(Prompt prompt)
    {
        var sink = new TokenSink(withOffsets: false);
        _pipeline.Run(prompt.Text, recognise: true, [.. prompt.Breaks], sink);
        return [.. sink.Ids];
    }

    /// <summary>The tokens of a text with their places in it, whatever the normalisation does to it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="recogniseAddedTokens">Whether added tokens written in the text are recognised.</param>
    /// <returns>
    /// Tokens in order. Bytes of one character each have the whole character's range. Where the tokenizer trims offsets, spaces
    /// at a token's edges are left out.
    /// </returns>
    public IReadOnlyList<TokenSpan> EncodeWithOffsets(string text, bool recogniseAddedTokens = false)
    {
        var sink = new TokenSink(withOffsets: true);
        _pipeline.Run(text, recogniseAddedTokens, [], sink);
        _trimming?.Apply(sink.Spans!, text, this);
        return sink.Spans!;
    }

    /// <summary>As <see cref="EncodeWithOffsets"/>, with the number of the word, the pre-tokenizer's piece, that each token is part of.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="recogniseAddedTokens">Whether added tokens written in the text are recognised.</param>
    internal (IReadOnlyList<TokenSpan> Tokens, IReadOnlyList<int> Words) EncodeWithWords(string text, bool recogniseAddedTokens)
    {
        var sink = new TokenSink(withOffsets: true, withWords: true);
        _pipeline.Run(text, recogniseAddedTokens, [], sink);
        _trimming?.Apply(sink.Spans!, text, this);
        return (sink.Spans!, sink.Words!);
    }

    /// <summary>The text of a sequence of ids. Ids without a token are left out; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Any ids.</param>
    /// <param name="skipSpecialTokens">Leaves special tokens out of the text.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var detokenizer = CreateDetokenizer(skipSpecialTokens);
        foreach (var id in ids) detokenizer.Write(id);
        return detokenizer.Flush();
    }

    /// <summary>A decoder for one answer that arrives token by token.</summary>
    /// <param name="skipSpecialTokens">Leaves special tokens out of the text.</param>
    /// <param name="shown">Special tokens that are not left out all the same.</param>
    public StreamingDetokenizer CreateDetokenizer(bool skipSpecialTokens = true, IReadOnlySet<int>? shown = null) =>
        new(this, _decoder, skipSpecialTokens, shown);

    /// <summary>The id of a token, added or of the vocabulary, by its text as the file writes it; null where there is none.</summary>
    /// <param name="token">Such as <c>&lt;|im_end|&gt;</c> or <c>Ġthe</c>.</param>
    public int? IdOf(string token) => _addedIds.TryGetValue(token, out var added) ? added
        : _vocabulary.Find(token) is >= 0 and var id ? id
        : null;

    /// <summary>The text of a token as the file writes it, which for bytes is not what it decodes to; null where there is none.</summary>
    /// <param name="id">Any number.</param>
    public string? TokenOf(int id) => TryGetText(id, out var text) ? text.ToString() : null;

    /// <summary>Whether an id is a special token, a control token that is not part of the text.</summary>
    /// <param name="id">Any number.</param>
    public bool IsSpecial(int id) => _added.TryGetValue(id, out var token) && token.Special;

    /// <summary>
    /// Places inside all added tokens of a kind that stand in a text, wherever they overlap: with breaks there none of them is
    /// recognised.
    /// </summary>
    internal IReadOnlyCollection<int> BreaksOf(string text, Func<AddedToken, bool> wanted) => _pipeline.BreaksOf(text, wanted);

    internal bool IsAdded(int id) => _added.ContainsKey(id);

    internal bool TryGetText(int id, out ReadOnlySpan<char> text)
    {
        if (!_added.TryGetValue(id, out var token)) return _vocabulary.TryGetText(id, out text);
        text = token.Content;
        return true;
    }
}
