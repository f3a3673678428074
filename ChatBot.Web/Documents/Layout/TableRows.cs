namespace ChatBot.Web.Documents.Layout;

/// <summary>
/// Tells two columns of a table from two columns of running text: the lines of a table's columns stand side by side in rows and at
/// least one of the columns holds short entries, so that what answers a question stands beside it, not below.
/// </summary>
internal static class TableRows
{
    /// <summary>Whether two groups are cells of the same rows.</summary>
    public static bool AreCellsOfRows(WordGroup a, WordGroup b)
    {
        if (b.Left < a.Left) (a, b) = (b, a);
        if (b.Left < a.Right || Math.Min(a.Bottom, b.Bottom) <= Math.Max(a.Top, b.Top)) return false;
        var (few, many) = a.Lines.Count <= b.Lines.Count ? (a, b) : (b, a);
        if (many.Lines.Count > 2 * few.Lines.Count + 1) return false;
        var beside = few.Lines.Count(line => many.Lines.Any(other => AreBeside(line, other)));
        return beside >= 0.8 * few.Lines.Count && (HasShortEntries(a) || HasShortEntries(b));
    }

    /// <summary>
    /// Whether a gutter of the page runs between two groups: either stands in a column of running text, or is one, and the text of one column goes past the
    /// other group. So a table in one column stays apart from the text and the headings of the next.
    /// </summary>
    public static bool AreOfTwoColumns(WordGroup a, WordGroup b, IReadOnlyList<WordGroup> page)
    {
        if (b.Left < a.Left) (a, b) = (b, a);
        var text = page.Where(IsRunningText).ToList();
        var right = text.Where(part => part.Left >= a.Right && ShareWidth(part, b)).ToList();
        return text.Any(part => part.Right <= b.Left && ShareWidth(part, a)
            && right.Exists(other => part.Right < other.Left && (ShareHeight(part, b) || ShareHeight(other, a))));
    }

    private static bool ShareWidth(WordGroup a, WordGroup b) => Math.Min(a.Right, b.Right) > Math.Max(a.Left, b.Left);

    private static bool ShareHeight(WordGroup a, WordGroup b) => Math.Min(a.Bottom, b.Bottom) > Math.Max(a.Top, b.Top);

    private static bool IsRunningText(WordGroup group) => group.Lines.Count > 1 && !HasShortEntries(group);

    // Cells of one row sit on one line: their middles are much closer than lines are.
    private static bool AreBeside(List<UprightWord> line, List<UprightWord> other)
    {
        var height = Math.Min(line.Average(word => word.Height), other.Average(word => word.Height));
        return Math.Abs(line.Average(word => word.MiddleY) - other.Average(word => word.MiddleY)) < 0.4 * height;
    }

    private static bool HasShortEntries(WordGroup group) =>
        group.Lines.Average(line => line.Sum(word => word.Text.Length + 1)) <= 24;
}
