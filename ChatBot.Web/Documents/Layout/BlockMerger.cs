namespace ChatBot.Web.Documents.Layout;

/// <summary>A group of words in upright coordinates, and the box around them.</summary>
internal sealed class WordGroup(List<UprightWord> words)
{
    public List<UprightWord> Words { get; } = words;
    public double Left { get; private set; } = words.Min(word => word.Left);
    public double Top { get; private set; } = words.Min(word => word.Top);
    public double Right { get; private set; } = words.Max(word => word.Right);
    public double Bottom { get; private set; } = words.Max(word => word.Bottom);
    public double LetterHeight { get; private set; } = LineBuilder.Median(words.Select(word => word.Height));
    public double Width => Right - Left;
    public double Height => Bottom - Top;

    /// <summary>Its lines from top to bottom, computed anew after each merge.</summary>
    public List<List<UprightWord>> Lines => field ??= LineBuilder.Build(Words);

    /// <summary>A group of the words of both.</summary>
    public WordGroup With(WordGroup other) => new([.. Words, .. other.Words]);
}

/// <summary>
/// Mends what a page segmenter splits: text inside the box of other text (formulas in a paragraph), a heading from its number, a
/// paragraph from its last lines, and the cells of a table's rows.
/// </summary>
internal static class BlockMerger
{
    // Merging compares every pair; a page with more groups than this is not running text.
    private const int MostGroups = 600;

    /// <summary>Merges what belongs together; the order of first members stays.</summary>
    public static List<WordGroup> Merge(List<WordGroup> groups)
    {
        if (groups.Count > MostGroups) return groups;
        groups = MergePairs(groups, IsInside);
        groups = MergePairs(groups, (a, b) => IsNumberOf(a, b) || IsNumberOf(b, a));
        var all = groups;
        groups = MergePairs(groups, (a, b) => TableRows.AreCellsOfRows(a, b) && !TableRows.AreOfTwoColumns(a, b, all));
        groups = MergePairs(groups, (a, b) => Continues(a, b) || Continues(b, a));
        return MergePairs(groups, IsInside);
    }

    private static List<WordGroup> MergePairs(List<WordGroup> groups, Func<WordGroup, WordGroup, bool> belong)
    {
        var result = new List<WordGroup>(groups);
        for (var i = 0; i < result.Count; i++)
        {
            for (var j = i + 1; j < result.Count; j++)
            {
                if (!belong(result[i], result[j])) continue;
                result[i] = result[i].With(result[j]);
                result.RemoveAt(j);
                j = i; // the grown group may now hold others
            }
        }

        return result;
    }

    private static bool IsInside(WordGroup a, WordGroup b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return width > 0 && height > 0
            && width * height > 0.5 * Math.Min(a.Width * a.Height, b.Width * b.Height)
            && a.LetterHeight < 2.5 * b.LetterHeight && b.LetterHeight < 2.5 * a.LetterHeight;
    }

    // "3.1" and, a wide space further, "Overview".
    private static bool IsNumberOf(WordGroup number, WordGroup heading) =>
        number.Words.Count == 1 && number.Words[0].Text.Length <= 8
        && heading.Left >= number.Right && heading.Left - number.Right < 2.5 * number.LetterHeight
        && heading.Lines.Count == 1
        && Math.Min(number.Bottom, heading.Bottom) - Math.Max(number.Top, heading.Top) > 0.6 * Math.Min(number.Height, heading.Height);

    // The next line of the same column, at the paragraph's own line distance and size.
    private static bool Continues(WordGroup above, WordGroup below)
    {
        if (above.Lines.Count < 2 || below.Top < above.Top) return false;
        if (Math.Abs(above.LetterHeight - below.LetterHeight) > 0.15 * above.LetterHeight) return false;
        var overlap = Math.Min(above.Right, below.Right) - Math.Max(above.Left, below.Left);
        if (overlap < 0.8 * Math.Min(above.Width, below.Width)) return false;
        var pitch = LineBuilder.Median(above.Lines.Zip(above.Lines.Skip(1), (a, b) => Middle(b) - Middle(a)));
        var step = Middle(below.Lines[0]) - Middle(above.Lines[^1]);
        return step > 0.3 * pitch && step < 1.15 * pitch && Math.Abs(above.Left - below.Left) < 3 * above.LetterHeight;
    }

    private static double Middle(List<UprightWord> line) => LineBuilder.Median(line.Select(word => word.MiddleY));
}
