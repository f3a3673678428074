using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Answering;

/// <summary>
/// The words of a text as a search compares them: lower case, without accents, without a plural's ending. Scripts without spaces between words give
/// every two characters that stand beside each other. Stateless.
/// </summary>
internal static class SearchTerms
{
    /// <summary>Longer words are compared by their beginning.</summary>
    private const int Longest = 64;

    /// <summary>Words that questions are made of and that say nothing of what is asked. In a text that has few of them they would seem rare.</summary>
    private static readonly FrozenSet<string> Empty = (
        "a an the this that these those it its of in on at to for from by with as and or not is are was were be been being am do does did has have had "
        + "can could will would shall should may might must what which who whom whose when where why how much many there their they he she his her we our you your i my me "
        + "der die das den dem des ein eine einen einem einer eines und oder nicht ist sind war waren sein wird werden wurde wurden hat haben hatte kann konnen "
        + "von vom zu zum zur im in am an auf aus bei mit nach fur uber unter wie viel viele was wer wen wem wessen wann wo woher wohin warum welche welcher welches welchen es sie er ihr").Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsEmpty = Empty.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The distinct terms of a question, numbered from 0; words without content only where there are no others.</summary>
    public static Dictionary<string, int> OfQuestion(string question)
    {
        Dictionary<string, int> terms = [], all = [];
        Visit(question, (term, _) =>
        {
            all.TryAdd(term.ToString(), all.Count);
            if (!IsEmpty.Contains(term)) terms.TryAdd(term.ToString(), terms.Count);
        });
        return terms.Count > 0 ? terms : all;
    }

    /// <summary>Visits every word of a text with its offset.</summary>
    public static void Visit(string text, WordVisitor visit)
    {
        Span<char> folded = stackalloc char[Longest];
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]) && !char.IsSurrogate(text[at]))
            {
                at++;
                continue;
            }

            if (IsUnspaced(text[at]))
            {
                var run = at;
                while (at < text.Length && IsUnspaced(text[at])) at++;
                for (var first = run; first < Math.Max(run + 1, at - 1); first++) visit(text.AsSpan(first, Math.Min(2, at - first)), first);
                continue;
            }

            var (start, length) = (at, 0);
            for (; at < text.Length && IsPart(text[at]); at++) length = Append(folded, length, text[at]);
            visit(Stem(folded[..length]), start);
        }
    }

    /// <summary>Is told a word.</summary>
    /// <param name="term">The folded word; gone when the call returns.</param>
    /// <param name="start">UTF-16 offset of the word.</param>
    public delegate void WordVisitor(ReadOnlySpan<char> term, int start);

    private static bool IsUnspaced(char unit) => unit >= '\u0E00' && Rune.TryCreate(unit, out var rune) && TextCharacters.IsUnspaced(rune);

    private static bool IsPart(char unit) =>
        (char.IsLetterOrDigit(unit) || char.IsSurrogate(unit) || unit == '\u00AD' || IsMark(unit)) && !IsUnspaced(unit);

    private static bool IsMark(char unit) => char.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;

    private static int Append(Span<char> folded, int length, char unit)
    {
        if (length == folded.Length) return length;
        if (char.IsAscii(unit))
        {
            folded[length] = char.ToLowerInvariant(unit);
            return length + 1;
        }

        if (IsMark(unit)) return length;
        folded[length] = char.ToLowerInvariant(char.IsSurrogate(unit) ? unit : Base(unit));
        return length + 1;
    }

    /// <summary>The letter without its accent.</summary>
    private static char Base(char unit)
    {
        Span<char> decomposed = stackalloc char[8];
        return new ReadOnlySpan<char>(in unit).TryNormalize(decomposed, out var written, NormalizationForm.FormKD) && written > 0 ? decomposed[0] : unit;
    }

    /// <summary>Harman's S stemmer (How effective is suffixing?, 1991): plurals only, so it never makes two words one that are not.</summary>
    private static ReadOnlySpan<char> Stem(Span<char> word)
    {
        if (word.Length < 4 || word[^1] != 's') return word;
        if (word.EndsWith("ies"))
        {
            if (word[^4] is 'e' or 'a') return word;
            word[^3] = 'y';
            return word[..^2];
        }

        if (word.EndsWith("es")) return word[^3] is 'a' or 'e' or 'o' ? word : word[..^1];
        return word[^2] is 'u' or 's' ? word : word[..^1];
    }
}
