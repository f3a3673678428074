using System.Text;
using ChatBot.Inference.Tokenization.Normalization;
using ChatBot.Inference.Tokenization.PreTokenization;
using ChatBot.Inference.Tokenization.Subwords;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// From text to tokens, in the order of Hugging Face's tokenizers: added tokens in the original text, normalisation, added tokens
/// in the normalised text, pre-tokenisation, subwords. Immutable and thread-safe.
/// </summary>
internal sealed class EncodingPipeline
{
    private readonly SubwordModel _model;
    private readonly Normalizer? _normalizer;
    private readonly PreTokenizer? _preTokenizer;
    private readonly AddedTokenMatcher _inOriginal;
    private readonly AddedTokenMatcher _inNormalized;

    public EncodingPipeline(
        SubwordModel model, IReadOnlyList<AddedToken> added, Normalizer? normalizer, PreTokenizer? preTokenizer)
    {
        _model = model;
        _normalizer = normalizer;
        _preTokenizer = preTokenizer;
        _inOriginal = new AddedTokenMatcher(added.Where(token => !token.Normalized).Select(token => (token, token.Content)));
        _inNormalized = new AddedTokenMatcher(added.Where(token => token.Normalized).Select(token => (token, Normalize(token.Content))));
    }

    /// <summary>Adds the tokens of a text to a sink.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="recognise">Whether added tokens are recognised.</param>
    /// <param name="breaks">Ascending offsets across which none is.</param>
    /// <param name="sink">Takes the tokens.</param>
    public void Run(string text, bool recognise, int[] breaks, TokenSink sink)
    {
        text = WellFormed(text);
        if (!recognise)
        {
            Tokenize(text, 0, recognise: false, breaks, sink);
            return;
        }

        Func<int, int, bool>? crosses = breaks.Length == 0 ? null : (start, end) => HasBreakInside(breaks, start, end);
        var at = 0;
        while (_inOriginal.TryFind(text, at, crosses, out var match))
        {
            Tokenize(text.AsSpan(at, match.Start - at), at, recognise: true, breaks, sink);
            sink.AddAt(match.Token.Id, match.Start, match.End);
            at = match.End;
        }

        Tokenize(text.AsSpan(at), at, recognise: true, breaks, sink);
    }

    /// <summary>Places inside all added tokens of a kind that stand in a text, ascending.</summary>
    public SortedSet<int> BreaksOf(string text, Func<AddedToken, bool> wanted)
    {
        var breaks = new SortedSet<int>();
        _inOriginal.FindAll(text, wanted, (start, end) => AddBreak(text, start, end, breaks));
        if (_inNormalized.IsEmpty || text.Length == 0) return breaks;
        using var normalized = Normalize(WellFormed(text), 0, aligned: true);
        _inNormalized.FindAll(normalized.Span, wanted, (start, end) =>
        {
            var (from, to) = normalized.Original(start, end);
            AddBreak(text, from, to, breaks);
        });
        return breaks;
    }

    /// <summary>Behind the first character, which is never all of a control token.</summary>
    private static void AddBreak(string text, int start, int end, SortedSet<int> breaks)
    {
        var at = start + (start + 1 < text.Length && char.IsSurrogatePair(text, start) ? 2 : 1);
        if (at < end) breaks.Add(at);
    }

    private static bool HasBreakInside(int[] breaks, int start, int end)
    {
        var index = Array.BinarySearch(breaks, start + 1);
        if (index < 0) index = ~index;
        return index < breaks.Length && breaks[index] < end;
    }

    /// <summary>Lone surrogates, which no UTF-8 can express, become U+FFFD, one for one.</summary>
    private static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return text;
        return string.Create(text.Length, text, (result, source) =>
        {
            for (int at = 0, length; at < source.Length; at += length)
            {
                var isValid = Rune.TryGetRuneAt(source, at, out var rune);
                length = isValid ? rune.Utf16SequenceLength : 1;
                if (isValid) rune.EncodeToUtf16(result[at..]);
                else result[at] = '\uFFFD';
            }
        });
    }

    private string Normalize(string content)
    {
        using var text = Normalize(content, 0, aligned: false);
        return text.Span.ToString();
    }

    private AlignedText Normalize(ReadOnlySpan<char> text, int offset, bool aligned)
    {
        var result = AlignedText.Of(text, offset, aligned);
        return _normalizer is null ? result : _normalizer.Apply(result);
    }

    /// <summary>Tokenizes a stretch without added tokens of the original kind.</summary>
    private void Tokenize(ReadOnlySpan<char> stretch, int offset, bool recognise, int[] breaks, TokenSink sink)
    {
        if (stretch.IsEmpty) return;
        recognise &= !_inNormalized.IsEmpty;
        var aligned = sink.Spans is not null || _preTokenizer is { NeedsAlignment: true } || (recognise && breaks.Length > 0);
        var text = Normalize(stretch, offset, aligned);
        if (!recognise)
        {
            Pieces(text, sink);
            return;
        }

        using (text)
        {
            Func<int, int, bool>? crosses = breaks.Length == 0 ? null : (start, end) =>
            {
                var (from, to) = text.Original(start, end);
                return HasBreakInside(breaks, from, to);
            };
            var at = 0;
            while (_inNormalized.TryFind(text.Span, at, crosses, out var match))
            {
                Pieces(Part(text, at, match.Start), sink);
                var (start, end) = text.Original(match.Start, match.End);
                sink.AddAt(match.Token.Id, start, end);
                at = match.End;
            }

            Pieces(Part(text, at, text.Length), sink);
        }
    }

    private static AlignedText Part(AlignedText text, int start, int end)
    {
        var part = new AlignedText(text.IsAligned, end - start);
        part.AppendCopy(text, start, end);
        return part;
    }

    /// <summary>Pre-tokenizes and encodes a text, and disposes it.</summary>
    private void Pieces(AlignedText text, TokenSink sink)
    {
        using var cut = new PreTokenized(text);
        _preTokenizer?.Apply(cut);
        foreach (var (start, end) in cut.Pieces)
        {
            sink.BeginPiece(cut.Text, start);
            _model.Tokenize(cut.Text.Span[start..end], sink);
        }
    }
}
