namespace ChatBot.Web.Documents.Layout;

/// <summary>
/// Puts blocks into reading order by where they stand: columns one after the other, headings across columns before them. T. M. Breuel,
/// "High performance document layout analysis" (2003): a block comes before another (1) if it stands above it and they share some x
/// range, or (2) if it stands wholly to the left and no block between them in height spans both. The order is the topological
/// sort of these, with the order given breaking ties and cycles.
/// </summary>
internal static class ReadingOrder
{
    // Beyond this the cubic rule (2) costs more than it can give: such pages are forms and tables, drawn in order.
    private const int MostBlocks = 250;

    /// <summary>The indices of the boxes, in reading order.</summary>
    /// <param name="boxes">The blocks' boxes, y downwards, in the order in which the file draws them.</param>
    public static int[] Of(IReadOnlyList<PageBox> boxes)
    {
        var count = boxes.Count;
        if (count > MostBlocks) return [.. Enumerable.Range(0, count)];
        var before = new List<int>[count];
        for (var b = 0; b < count; b++)
        {
            before[b] = [];
            for (var a = 0; a < count; a++)
                if (a != b && IsBefore(boxes, a, b)) before[b].Add(a);
        }

        // Start from the top left, so that what the rules leave open goes from top to bottom and left to right.
        var start = Enumerable.Range(0, count).OrderBy(i => MathF.Round(boxes[i].Top * 100)).ThenBy(i => boxes[i].Left).ToArray();
        var state = new byte[count];
        var order = new List<int>(count);
        foreach (var i in start) Visit(i, before, state, order, boxes);
        return [.. order];
    }

    private static void Visit(int block, List<int>[] before, byte[] state, List<int> order, IReadOnlyList<PageBox> boxes)
    {
        if (state[block] != 0) return;
        state[block] = 1;
        foreach (var earlier in before[block].OrderBy(i => boxes[i].Left).ThenBy(i => boxes[i].Top)) Visit(earlier, before, state, order, boxes);
        order.Add(block);
    }

    private static bool IsBefore(IReadOnlyList<PageBox> boxes, int a, int b)
    {
        var (first, second) = (boxes[a], boxes[b]);
        if (ShareWidth(first, second)) return Middle(first) < Middle(second);
        if (first.Right > second.Left + 1e-3f) return false;
        var (top, bottom) = (Math.Min(Middle(first), Middle(second)), Math.Max(Middle(first), Middle(second)));
        for (var c = 0; c < boxes.Count; c++)
        {
            if (c == a || c == b) continue;
            var middle = Middle(boxes[c]);
            if (middle > top && middle < bottom && ShareWidth(boxes[c], first) && ShareWidth(boxes[c], second)) return false;
        }

        return true;
    }

    // Blocks that overlap by a hair, as slanted text does, do not share width.
    private static bool ShareWidth(PageBox a, PageBox b) =>
        Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) > 0.05f * Math.Min(a.Width, b.Width);

    private static float Middle(PageBox box) => (box.Top + box.Bottom) / 2;
}
