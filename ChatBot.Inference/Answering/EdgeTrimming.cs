using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Answering;

/// <summary>Takes what is loose off the edges of a range of whole words. Stateless.</summary>
internal static class EdgeTrimming
{
    /// <summary>Takes space and punctuation off both edges; an empty range where there was nothing else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">UTF-16 offset of the range's first unit.</param>
    /// <param name="end">UTF-16 offset behind its last.</param>
    public static (int Start, int End) Trim(string text, int start, int end)
    {
        while (start < end)
        {
            var rune = TextCharacters.At(text, start);
            if (!TextCharacters.Attaches(rune) && (!IsLoose(rune) || BeginsNumber(text, start, end) || BeginsBracketedWord(text, start, end))) break;
            start += rune.Utf16SequenceLength;
        }

        while (start < end)
        {
            var (last, rune) = TextCharacters.Before(text, end, start);
            if (!IsLoose(rune) || EndsAbbreviation(text, start, last) || EndsBrackets(text, start, last)) break;
            end = last;
        }

        return (start, end);
    }

    /// <summary>What an answer neither begins nor ends with. Signs that mean something stay: # % &amp; @ § and all currencies.</summary>
    private static bool IsLoose(Rune rune) => rune.Value is not ('#' or '%' or '&' or '@' or '§' or '¶' or '‰')
        && (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Rune.IsPunctuation(rune)
            || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is '|' or '`' or '<' or '>' or 0xFFFD);

    /// <summary>−5, or .5</summary>
    private static bool BeginsNumber(string text, int start, int end) =>
        text[start] is '-' or '\u2212' or '\u2013' or '.' && start + 1 < end && char.IsAsciiDigit(text[start + 1]);

    /// <summary>(CH3)2CO, but not (see above).</summary>
    private static bool BeginsBracketedWord(string text, int start, int end)
    {
        if (Closing(text[start]) is not { } closing) return false;
        var at = text.AsSpan(start, end - start).IndexOf(closing);
        return at > 0 && start + at + 1 < end && TextCharacters.IsOfWord(TextCharacters.At(text, start + at + 1));
    }

    /// <summary>f(x), but not x).</summary>
    private static bool EndsBrackets(string text, int start, int last)
    {
        char? opening = text[last] switch { ')' => '(', ']' => '[', '}' => '{', _ => null };
        if (opening is not { } bracket) return false;
        var inner = text.AsSpan(start, last - start);
        return inner.Count(bracket) > inner.Count(text[last]);
    }

    /// <summary>U.S. or e.g., but not the full stop of a sentence.</summary>
    private static bool EndsAbbreviation(string text, int start, int last)
    {
        if (text[last] != '.') return false;
        var word = text.AsSpan(start, last - start);
        return word.Length >= 3 && char.IsLetter(word[^1]) && word[^2] == '.' && char.IsLetter(word[^3]);
    }

    private static char? Closing(char bracket) => bracket switch { '(' => ')', '[' => ']', '{' => '}', _ => null };
}
