namespace ChatBot.Web.Documents.Layout;

/// <summary>How the last word of a line and the first of the next belong together.</summary>
internal enum LineJoin
{
    /// <summary>They are two words.</summary>
    Separate,

    /// <summary>They are one word, and the hyphen is part of it.</summary>
    KeepHyphen,

    /// <summary>They are one word, and the hyphen only stands for the break.</summary>
    DropHyphen,
}

/// <summary>
/// Decides about hyphens at the ends of lines from the rest of the document: <c>dual-</c> and <c>encoder</c> keep the hyphen where the
/// document writes <c>dual-encoder</c> in the middle of a line, and lose it where it writes <c>dualencoder</c>.
/// </summary>
internal sealed class HyphenJoiner
{
    private static readonly HashSet<string> Conjunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "to", "und", "oder", "bzw", "sowie", "bis", "et", "ou", "y", "o", "e", "of", "en",
    };

    private readonly Dictionary<string, int> _counts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Learns the words of the pages.</summary>
    public HyphenJoiner(IEnumerable<PageContent> pages)
    {
        foreach (var line in pages.SelectMany(page => page.Blocks).SelectMany(block => block.Lines))
        {
            // The last word of a line may be half a word.
            foreach (var word in line.Words.SkipLast(1))
            {
                var core = Core(word.Text);
                if (core.Length > 0) _counts[core] = _counts.GetValueOrDefault(core) + 1;
            }
        }
    }

    /// <summary>Decides about the last word of a line and the first of the next.</summary>
    public LineJoin Join(string last, string next)
    {
        if (last.Length < 2 || !char.IsLetterOrDigit(last[^2]) || !char.IsLetterOrDigit(next[0])) return LineJoin.Separate;
        if (last[^1] == '\u00AD') return LineJoin.DropHyphen;
        if (last[^1] is not ('-' or '\u2010' or '\u2011')) return LineJoin.Separate;
        if (Conjunctions.Contains(Core(next))) return LineJoin.Separate; // "Vor- und Nachteile"
        if (!char.IsLetter(last[^2]) || !char.IsLower(next[0])) return LineJoin.KeepHyphen;
        var left = Core(last[..^1]);
        var right = Core(next);
        var (hyphenated, joined) = (Count($"{left}-{right}"), Count(left + right));
        if (hyphenated != joined) return hyphenated > joined ? LineJoin.KeepHyphen : LineJoin.DropHyphen;
        // Neither is known: a letter by itself ("d-dimensional") and two words that stand alone elsewhere are a compound.
        var compound = left.Length == 1 || left.Length >= 3 && right.Length >= 4 && Count(left) > 0 && Count(right) > 0;
        return compound ? LineJoin.KeepHyphen : LineJoin.DropHyphen;
    }

    private int Count(string word) => _counts.GetValueOrDefault(word);

    private static string Core(string word)
    {
        var (start, end) = (0, word.Length);
        while (start < end && !char.IsLetterOrDigit(word[start])) start++;
        while (end > start && !char.IsLetterOrDigit(word[end - 1])) end--;
        return word[start..end];
    }
}
