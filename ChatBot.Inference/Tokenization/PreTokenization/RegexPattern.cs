using System.Buffers;
using System.Text.RegularExpressions;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>
/// Matches a regular expression over code points. .NET's expressions see UTF-16 units, so a text with characters beyond U+FFFF
/// is matched on a shadow in which each of them is one unit of the same Unicode category.
/// </summary>
internal sealed class RegexPattern(Regex regex) : SplitPattern
{
    /// <summary>Translates an expression of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="InvalidDataException">It uses something that cannot be translated faithfully.</exception>
    public static RegexPattern Parse(string oniguruma) => new(OnigurumaTranslator.ToRegex(oniguruma));

    /// <inheritdoc/>
    public override void Find(ReadOnlySpan<char> text, List<PatternSpan> found)
    {
        var previous = 0;
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            previous = FindOnShadow(text, found);
        }
        else
        {
            foreach (var match in regex.EnumerateMatches(text))
            {
                previous = AddMatch(previous, match.Index, match.Index + match.Length, found);
            }
        }

        if (previous < text.Length) found.Add(new PatternSpan(previous, text.Length, false));
    }

    private int FindOnShadow(ReadOnlySpan<char> text, List<PatternSpan> found)
    {
        var shadow = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var previous = 0;
            var length = AstralShadow.Write(text, shadow);
            int seen = 0, units = 0;
            foreach (var match in regex.EnumerateMatches(shadow.AsSpan(0, length)))
            {
                var start = UnitsUpTo(text, match.Index, ref seen, ref units);
                var end = UnitsUpTo(text, match.Index + match.Length, ref seen, ref units);
                previous = AddMatch(previous, start, end, found);
            }

            return previous;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(shadow);
        }
    }

    /// <summary>Goes on from <paramref name="seen"/> code points to <paramref name="wanted"/>, and tells how many units those are.</summary>
    private static int UnitsUpTo(ReadOnlySpan<char> text, int wanted, ref int seen, ref int units)
    {
        for (; seen < wanted; seen++) units += char.IsHighSurrogate(text[units]) ? 2 : 1;
        return units;
    }
}
