using System.Text;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>
/// A Markdown text that grows, as a list of blocks. Blocks that more text cannot change are closed and never touched again; only the
/// open end is parsed anew. Once complete, the blocks are what parsing the whole text at once gives. Not thread-safe.
/// </summary>
/// <param name="renderer">Makes the blocks' HTML safe.</param>
/// <param name="scope">See <see cref="HtmlRenderer.Render"/>.</param>
/// <remarks>
/// Block structure in CommonMark is decided line by line: once a whole line has opened a new top-level block, the blocks before it are
/// closed for good (CommonMark 0.31.2, appendix, phase 1), and parsing can begin there (see <see cref="BlockBoundary"/>). Link
/// definitions and footnotes reach across blocks; a text with them is parsed whole each time, and no block is closed after them. A link
/// definition is the one thing that still changes a closed block: it turns "[text]" into a link. A line that makes a heading of the paragraph
/// above (setext) or continues it (lazily) belongs to the last block, which is open.
/// </remarks>
internal sealed class MarkdownBlocks(HtmlRenderer renderer, string scope)
{
    private readonly StringBuilder _text = new();
    private readonly List<MarkdownBlock> _blocks = [];
    private int _closed;
    private int _open;
    private bool _whole;

    /// <summary>The blocks, in the text's order.</summary>
    public IReadOnlyList<MarkdownBlock> Blocks => _blocks;

    /// <summary>The length of the text so far, in UTF-16 code units.</summary>
    public int Length => _text.Length;

    /// <summary>All blocks of a finished text.</summary>
    public static IReadOnlyList<MarkdownBlock> Of(string text, HtmlRenderer renderer, string scope)
    {
        var blocks = new MarkdownBlocks(renderer, scope);
        blocks.Append(text, complete: true);
        return blocks.Blocks;
    }

    /// <summary>Adds text and brings <see cref="Blocks"/> up to date.</summary>
    /// <param name="text">The next text; may be empty.</param>
    /// <param name="complete">Whether this is the end.</param>
    public void Append(string text, bool complete = false)
    {
        _text.Append(text);
        if (complete || text.Contains('\n', StringComparison.Ordinal)) CloseFinished(complete);
        var tail = _text.ToString(_open, _text.Length - _open);
        if (!complete) tail = VirtualCompletion.Complete(tail);
        if (!_whole && !ShowOpen(tail, complete)) _whole = true;
        if (_whole) ShowWhole(_text.ToString(0, _open) + tail, complete);
    }

    // Looks at whole lines only: "#" may become a heading, but also "#hashtag", which continues the paragraph before it.
    private void CloseFinished(bool complete)
    {
        if (_whole) return;
        var tail = _text.ToString(_open, _text.Length - _open);
        var lines = complete ? tail : tail[..(tail.LastIndexOf('\n') + 1)];
        if (!complete && VirtualCompletion.FindOpenFormula(lines, out _) is { } formula) lines = lines[..LineStart(lines, formula)];
        var document = MarkdownText.Parse(lines);
        _whole = MarkdownText.HasDefinitions(document) || (!complete && Footnotes.AreIn(document, lines));
        if (_whole || complete) return;

        var (open, start) = BlockBoundary.FindOpen(document, lines);
        foreach (var block in document.Take(open)) Show(_closed++, block, closed: true);
        _open += start;
    }

    private static int LineStart(string lines, int at) => at == 0 ? 0 : lines.LastIndexOf('\n', at - 1) + 1;

    private bool ShowOpen(string tail, bool complete)
    {
        var document = MarkdownText.Parse(tail);
        if (!complete && Footnotes.AreIn(document, tail)) return false;
        var index = _closed;
        foreach (var block in document) Show(index++, block, complete);
        Trim(index);
        return true;
    }

    private void ShowWhole(string text, bool complete)
    {
        var index = 0;
        var document = complete ? MarkdownText.Parse(text) : Footnotes.ParseWithAwaited(text);
        foreach (var block in document.Where(block => block is not LinkReferenceDefinitionGroup))
            Show(index++, block, complete || index <= _closed);
        Trim(index);
    }

    private void Show(int index, Block block, bool closed)
    {
        if (index == _blocks.Count) _blocks.Add(new(index));
        _blocks[index].Update(block, closed, renderer, scope);
    }

    private void Trim(int count) => _blocks.RemoveRange(count, _blocks.Count - count);
}
