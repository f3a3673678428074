using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization.Subwords;

/// <summary>
/// Byte-pair encoding as Hugging Face's <c>BPE</c> model does it, byte fallback and unknown characters included.
/// </summary>
/// <remarks>
/// Our own rather than Microsoft.ML.Tokenizers' <c>BpeTokenizer</c> (2.0.1): that one gives the same ids for GPT-2, but has neither
/// <c>ignore_merges</c> nor byte fallback nor added tokens that take white space along, reports offsets in the normalised text,
/// and holds 11 MB for GPT-2's vocabulary where this holds 3.
/// </remarks>
internal sealed class BpeModel : SubwordModel
{
    private const char Mark = '▁';
    private readonly Vocabulary _vocabulary;
    private readonly MergeTable _merges;
    private readonly BpeOptions _options;
    private readonly int[] _lowUnits = new int[384];
    private readonly int[]? _bytes;
    private readonly int _unknown = -1;
    private readonly bool _affixes;
    private readonly int _mostPerUnit = 1;
    private readonly bool _cutsBeforeMark;

    /// <param name="vocabulary">All units.</param>
    /// <param name="merges">Left, right and resulting id in order of rank.</param>
    /// <param name="options">The other settings.</param>
    public BpeModel(Vocabulary vocabulary, List<(int Left, int Right, int Merged)> merges, BpeOptions options)
    {
        _vocabulary = vocabulary;
        _merges = new MergeTable(merges);
        _options = options;
        _affixes = !string.IsNullOrEmpty(options.ContinuingPrefix) || !string.IsNullOrEmpty(options.EndOfWordSuffix);
        for (var unit = 0; unit < _lowUnits.Length; unit++) _lowUnits[unit] = vocabulary.Find([(char)unit]);
        if (options.UnknownToken is { } unknown)
        {
            _unknown = vocabulary.Find(unknown);
            if (_unknown < 0) throw new InvalidDataException($"the unknown token '{unknown}' is not in the vocabulary");
        }

        if (options.ByteFallback)
        {
            _bytes = new int[256];
            _mostPerUnit = 3 + Encoding.UTF8.GetByteCount(options.ContinuingPrefix ?? "") + Encoding.UTF8.GetByteCount(options.EndOfWordSuffix ?? "");
            for (var value = 0; value < 256; value++)
            {
                _bytes[value] = vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"));
            }
        }

        _cutsBeforeMark = !_affixes && vocabulary.Find([Mark]) >= 0 && NoMergeReachesOverMark(vocabulary, merges);
    }

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (_options.IgnoreMerges && _vocabulary.Find(piece) is >= 0 and var whole)
        {
            sink.Add(whole, 0, piece.Length);
            return;
        }

        var start = 0;
        if (_cutsBeforeMark)
        {
            for (var i = 1; i < piece.Length; i++)
            {
                if (piece[i] != Mark || piece[i - 1] == Mark) continue;
                TokenizeRun(piece, start, i, sink);
                start = i;
            }
        }

        TokenizeRun(piece, start, piece.Length, sink);
    }

    private void TokenizeRun(ReadOnlySpan<char> piece, int from, int to, TokenSink sink)
    {
        var symbols = new SymbolRun((to - from) * _mostPerUnit);
        try
        {
            AddUnits(piece, from, to, ref symbols);
            symbols.Merge(_merges);
            symbols.CopyTo(sink);
        }
        finally
        {
            symbols.Dispose();
        }
    }

    private void AddUnits(ReadOnlySpan<char> piece, int from, int to, ref SymbolRun symbols)
    {
        var afterUnknown = false;
        for (var i = from; i < to;)
        {
            var end = i + (char.IsHighSurrogate(piece[i]) && i + 1 < to ? 2 : 1);
            var text = _affixes ? Affixed(piece[i..end], i == from, end == to) : piece[i..end];
            var id = _affixes ? _vocabulary.Find(text)
                : piece[i] < _lowUnits.Length ? _lowUnits[piece[i]]
                : _vocabulary.Find(text);
            if (id >= 0)
            {
                symbols.Add(id, i, end);
                afterUnknown = false;
            }
            else if (!TryAddBytes(text, i, end, ref symbols) && _unknown >= 0)
            {
                if (!_options.FuseUnknown || !afterUnknown || !symbols.TryExtend(_unknown, end)) symbols.Add(_unknown, i, end);
                afterUnknown = true;
            }

            i = end;
        }
    }

    /// <summary>Adds the bytes of a unit, its prefix and suffix included, where all of them are in the vocabulary.</summary>
    private bool TryAddBytes(ReadOnlySpan<char> unit, int start, int end, ref SymbolRun symbols)
    {
        if (_bytes is null) return false;
        var most = Encoding.UTF8.GetMaxByteCount(unit.Length);
        var bytes = most <= 64 ? stackalloc byte[64] : new byte[most];
        bytes = bytes[..Encoding.UTF8.GetBytes(unit, bytes)];
        foreach (var value in bytes)
        {
            if (_bytes[value] < 0) return false;
        }

        // Every byte's token stands for the whole character, as no offset points inside one.
        foreach (var value in bytes) symbols.Add(_bytes[value], start, end);
        return true;
    }

    private string Affixed(ReadOnlySpan<char> unit, bool first, bool last) =>
        string.Concat(first ? "" : _options.ContinuingPrefix, unit, last ? _options.EndOfWordSuffix : "");

    /// <summary>
    /// Whether no merge joins a text that ends in something else with one that begins with the space mark. Then a long text can
    /// be cut at every such border before it is merged, without changing the outcome.
    /// </summary>
    private static bool NoMergeReachesOverMark(Vocabulary vocabulary, List<(int Left, int Right, int Merged)> merges)
    {
        foreach (var (left, right, _) in merges)
        {
            if (!vocabulary.TryGetText(right, out var text) || text[0] != Mark) continue;
            if (!vocabulary.TryGetText(left, out text) || text[^1] != Mark) return false;
        }

        return true;
    }
}
