using System.Buffers;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Finds added tokens in a text, leftmost first and of those the longest, with the border rules of Hugging Face's
/// <c>AddedVocabulary</c> (single words, white space taken along). Immutable.
/// </summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _byContent;
    private readonly Dictionary<char, int[]> _lengthsByFirst;
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">The tokens with the text to look for, which for normalised tokens is their normalised content.</param>
    public AddedTokenMatcher(IEnumerable<(AddedToken Token, string Content)> tokens)
    {
        var byContent = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var (token, content) in tokens)
        {
            if (content.Length > 0) byContent[content] = token;
        }

        _byContent = byContent.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengthsByFirst = byContent.Keys.GroupBy(content => content[0]).ToDictionary(
            group => group.Key, group => group.Select(content => content.Length).Distinct().OrderDescending().ToArray());
        _firsts = SearchValues.Create([.. _lengthsByFirst.Keys]);
    }

    public bool IsEmpty => _lengthsByFirst.Count == 0;

    /// <summary>The next token at or after <paramref name="from"/> that crosses no break.</summary>
    /// <param name="text">The text to search.</param>
    /// <param name="from">Where to begin; white space before it is never taken along.</param>
    /// <param name="crossesBreak">Tells whether a range of <paramref name="text"/> has a break strictly inside; null when there is none.</param>
    /// <param name="match">The token with the range it takes, white space included.</param>
    public bool TryFind(ReadOnlySpan<char> text, int from, Func<int, int, bool>? crossesBreak, out Match match)
    {
        for (var at = from; at < text.Length; at++)
        {
            var step = text[at..].IndexOfAny(_firsts);
            if (step < 0) break;
            at += step;
            foreach (var length in _lengthsByFirst[text[at]])
            {
                var end = at + length;
                if (end > text.Length || !_byContent.TryGetValue(text[at..end], out var token)) continue;
                if (crossesBreak is not null && crossesBreak(at, end)) continue;

                // As the original does, a single word in the wrong surroundings hides the shorter tokens at the same place.
                if (token.SingleWord && (EndsWithWord(text[..at]) || StartsWithWord(text[end..])))
                {
                    at = end - 1;
                    break;
                }

                var start = at;
                if (token.LeftStrip) while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
                if (token.RightStrip) while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
                match = new Match(token, start, end);
                return true;
            }
        }

        match = default;
        return false;
    }

    /// <summary>Every place where a token's text stands, overlapping ones included, whatever its surroundings.</summary>
    public void FindAll(ReadOnlySpan<char> text, Func<AddedToken, bool> wanted, Action<int, int> found)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var step = text[at..].IndexOfAny(_firsts);
            if (step < 0) return;
            at += step;
            foreach (var length in _lengthsByFirst[text[at]])
            {
                var end = at + length;
                if (end <= text.Length && _byContent.TryGetValue(text[at..end], out var token) && wanted(token)) found(at, end);
            }
        }
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        System.Text.Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && UnicodeClasses.IsWord(rune);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        System.Text.Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && UnicodeClasses.IsWord(rune);

    public readonly record struct Match(AddedToken Token, int Start, int End);
}
