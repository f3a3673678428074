using AngleSharp.Dom;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>
/// A long table that is still being written: rows that nothing can change any more are left out of the text that is parsed, because the
/// parser takes longer than in proportion for a longer table. What stands in doubt is parsed whole. Not thread-safe.
/// </summary>
internal sealed class GrowingTable
{
    // Enough rows that settling some is worth it, and enough left open that the last ones are parsed with what they follow.
    private const int RowsAtOnce = 16;
    private const int RowsLeftOpen = 4;

    private List<INode> _rows = [];
    private int _head;
    private int _columns;
    private bool _isHopeless;

    /// <summary>The first rows, as they are on the page.</summary>
    public IReadOnlyList<INode> Rows => _rows;

    /// <summary>How much is left out of the text, behind the table's head, in UTF-16 code units; 0 where nothing is.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The text without the settled rows; all of it, and nothing is settled any more, where something else than rows follows.</summary>
    /// <param name="text">The text from the beginning of its last block on.</param>
    public string Shorten(string text)
    {
        if (LeftOut > 0 && !AreRows(text.AsSpan(_head + LeftOut))) Forget();
        return LeftOut == 0 ? text : text.Remove(_head, LeftOut);
    }

    /// <summary>Whether a shortened text still gave the table that the rows belong to.</summary>
    public bool Fits(MarkdownDocument document) =>
        LeftOut == 0 || (document is [Table table] && ColumnsOf(table) == _columns);

    /// <summary>Begins anew: there is another last block, or the rows were settled too early.</summary>
    /// <param name="isHopeless">Whether this block is to be parsed whole from now on.</param>
    public void Forget(bool isHopeless = false) => (_rows, _head, _columns, LeftOut, _isHopeless) = ([], 0, 0, 0, isHopeless);

    /// <summary>Settles rows if there are many new ones.</summary>
    /// <param name="text">The shortened text as it was written.</param>
    /// <param name="document">What was made of it.</param>
    /// <param name="shown">The block that shows it, without the rows settled so far.</param>
    public void Settle(string text, MarkdownDocument document, MarkdownBlock shown)
    {
        if (_isHopeless || document is not [Table table] || table.Count - 1 < RowsAtOnce + RowsLeftOpen) return;
        var ends = LineEnds(text);
        if (ends.Count < table.Count || Body(shown) is not { } body) return;

        // Lines: head, delimiters, rows. A row that is more than its line, or leaves something open, is nothing to cut behind.
        var rows = table.Count - 1 - RowsLeftOpen;
        var (head, end) = (ends[1], ends[1 + rows]);
        var isWhole = ends.Count == table.Count + 1 || (ends.Count == table.Count && text.Length > ends[^1]);
        if (!isWhole || !AreRows(text.AsSpan(head)) || InlineCompletion.Complete(text[head..end]) != text[head..end]) return;

        var count = 0;
        var settled = body.ChildNodes.TakeWhile(node => node is not IElement || count++ < rows).ToList();
        if (settled is [.., IText]) settled.RemoveAt(settled.Count - 1); // goes with the row behind it
        _rows = [.. _rows, .. settled];
        (_head, _columns, LeftOut) = (head, ColumnsOf(table), LeftOut + end - head);
    }

    private static bool AreRows(ReadOnlySpan<char> lines)
    {
        foreach (var line in lines.EnumerateLines())
        {
            if (line.Length > 0 && line[0] != '|') return false;
        }

        return true;
    }

    // A row with one cell more gives one to all the others.
    private static int ColumnsOf(Table table) => table.OfType<TableRow>().Max(row => row.Count);

    private static IElement? Body(MarkdownBlock shown) =>
        shown.Frame.Nodes?.OfType<IElement>().Select(element => element.QuerySelector("tbody")).FirstOrDefault(body => body is not null);

    private static List<int> LineEnds(string text)
    {
        List<int> ends = [];
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1)) ends.Add(at + 1);
        return ends;
    }
}
