namespace ChatBot.Web.Documents.Layout;

/// <summary>A word in points, y downwards, turned so that its text runs from left to right.</summary>
internal readonly record struct UprightWord(string Text, double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;
    public double Height => Bottom - Top;
    public double MiddleY => (Top + Bottom) / 2;
}

/// <summary>
/// Puts the words of a block into lines. Words of the block's usual size make the lines, by their middles; smaller ones, such as
/// superscripts and footnote marks, then join the line that they overlap most, so that they do not stand on lines of their own.
/// </summary>
internal static class LineBuilder
{
    /// <summary>Lines from top to bottom, the words of each in reading order.</summary>
    public static List<List<UprightWord>> Build(IReadOnlyList<UprightWord> words)
    {
        if (words.Count == 0) return [];
        var usual = Median(words.Select(word => word.Height));
        var lines = new List<(double Top, double Bottom, List<UprightWord> Words)>();
        foreach (var word in words.Where(word => word.Height >= 0.75 * usual).OrderBy(word => word.MiddleY))
        {
            if (lines.Count > 0 && word.MiddleY - Middle(lines[^1]) < 0.5 * Math.Min(word.Height, usual)) lines[^1].Words.Add(word);
            else lines.Add((word.Top, word.Bottom, [word]));
        }

        foreach (var word in words.Where(word => word.Height < 0.75 * usual))
        {
            var best = -1;
            var most = 0.25 * word.Height;
            for (var i = 0; i < lines.Count; i++)
            {
                var overlap = Math.Min(lines[i].Bottom, word.Bottom) - Math.Max(lines[i].Top, word.Top);
                if (overlap > most) (best, most) = (i, overlap);
            }

            if (best >= 0) lines[best].Words.Add(word);
            else lines.Add((word.Top, word.Bottom, [word]));
        }

        var result = lines.OrderBy(Middle).Select(line => line.Words).ToList();
        foreach (var line in result) Order(line);
        return [.. result.Select(JoinIndices)];
    }

    private static void Order(List<UprightWord> line)
    {
        // The order of characters within a word of a right-to-left script is the reader's business; here only that of words.
        var toLeft = line.Count(word => word.Text.Any(IsRightToLeft)) * 2 > line.Count;
        line.Sort((a, b) => toLeft ? b.Right.CompareTo(a.Right) : a.Left.CompareTo(b.Left));
    }

    // "R" and, smaller and raised, "n" are one word; "units" and "3" are a word and a footnote's mark.
    private static List<UprightWord> JoinIndices(List<UprightWord> line)
    {
        var result = new List<UprightWord>(line.Count);
        foreach (var word in line)
        {
            if (result.Count > 0 && IsIndexOf(word, result[^1]))
            {
                var last = result[^1];
                result[^1] = new UprightWord(last.Text + word.Text,
                    last.Left, Math.Min(last.Top, word.Top), Math.Max(last.Right, word.Right), Math.Max(last.Bottom, word.Bottom));
            }
            else
            {
                result.Add(word);
            }
        }

        return result;
    }

    private static bool IsIndexOf(UprightWord word, UprightWord variable) =>
        variable.Text.Length <= 2 && char.IsLetter(variable.Text[^1]) && char.IsLetterOrDigit(word.Text[0]) && !IsRightToLeft(word.Text[0])
        && word.Height < 0.85 * variable.Height && Math.Abs(word.MiddleY - variable.MiddleY) > 0.1 * variable.Height
        && word.Left - variable.Right < 0.15 * word.Height && word.Left > variable.Left;

    internal static bool IsRightToLeft(char c) => c is >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    private static double Middle((double Top, double Bottom, List<UprightWord> Words) line) => (line.Top + line.Bottom) / 2;

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
