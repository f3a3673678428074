using System.Text;
using AngleSharp.Dom;
using Markdig.Extensions.Footnotes;
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
/// definitions and footnotes reach across blocks: a text with them is parsed whole each time, but a closed block is written anew only when the
/// definitions are others; they are the one thing that still changes it, as when "[text]" becomes a link. A line that makes a heading of the
/// paragraph above (setext) or continues it (lazily) belongs to the last block, which is open. The first rows of a long table that is open are
/// not parsed again (see <see cref="GrowingTable"/>).
/// </remarks>
internal sealed class MarkdownBlocks(HtmlRenderer renderer, string scope)
{
    private readonly StringBuilder _text = new();
    private readonly List<MarkdownBlock> _blocks = [];
    private readonly GrowingTable _table = new();
    private int _closed;
    private int _open;
    private bool _whole;

    /// <summary>The blocks, in the text's order.</summary>
    public IReadOnlyList<MarkdownBlock> Blocks => _blocks;

    /// <summary>The length of the text so far, in UTF-16 code units.</summary>
    public int Length => _text.Length;

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

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
        if (complete) _table.Forget();
        if (complete || text.Contains('\n', StringComparison.Ordinal)) CloseFinished(complete);
        if (!_whole && !ShowOpen(complete)) _whole = true;
        if (_whole) ShowWhole(complete);
    }

    private string Tail => _text.ToString(_open, _text.Length - _open);

    // Looks at whole lines only: "#" may become a heading, but also "#hashtag", which continues the paragraph before it.
    private void CloseFinished(bool complete)
    {
        var tail = _table.Shorten(Tail);
        var lines = complete ? tail : tail[..(tail.LastIndexOf('\n') + 1)];
        if (!complete && VirtualCompletion.FindOpenFormula(lines, out var closed) is { } formula)
        {
            // On its line a formula of several lines may have ended, which must not be cut in two: then all waits.
            var start = BlockBoundary.LineStart(lines, formula);
            lines = start < closed ? "" : lines[..start];
        }

        var document = MarkdownText.Parse(lines);
        _whole |= MarkdownText.HasDefinitions(document) || (!complete && Footnotes.AreIn(document, lines));
        if (complete) return;

        var (open, length) = BlockBoundary.FindOpen(document, lines);
        if (open == 0) return;
        if (_table.LeftOut > 0)
        {
            _table.Forget();
            CloseFinished(complete);
            return;
        }

        _table.Forget();
        foreach (var block in document.Take(open).Where(BelongsHere))
        {
            if (!_whole) Show(_closed, block, closed: true);
            else if (_closed < _blocks.Count) _blocks[_closed].Definitions = null;
            _closed++;
        }

        _open += length;
    }

    private bool ShowOpen(bool complete)
    {
        var tail = _table.Shorten(Tail);
        var text = complete ? tail : VirtualCompletion.Complete(tail);
        var document = MarkdownText.Parse(text);
        if (!_table.Fits(document))
        {
            _table.Forget(isHopeless: true);
            return ShowOpen(complete);
        }

        if (!complete && Footnotes.AreIn(document, text)) return false;
        var index = _closed;
        foreach (var block in document) Show(index++, block, complete, _table.Rows);
        Trim(index);
        if (!complete && index > _closed) _table.Settle(tail, document, _blocks[_closed]);
        return true;
    }

    private void ShowWhole(bool complete)
    {
        _table.Forget();
        var tail = complete ? Tail : VirtualCompletion.Complete(Tail);
        var text = _text.ToString(0, _open) + tail;
        var document = complete ? MarkdownText.Parse(text) : Footnotes.ParseWithAwaited(text);
        var definitions = complete ? null : MarkdownText.DefinitionsOf(document);
        var index = 0;
        foreach (var block in document.Where(block => block is not LinkReferenceDefinitionGroup))
        {
            var isOver = index < _closed;
            if (!isOver || !IsUpToDate(index, definitions))
            {
                Show(index, block, complete || (isOver && !Footnotes.HasMark(block)));
                _blocks[index].Definitions = definitions;
            }

            index++;
        }

        Trim(index);
    }

    private bool IsUpToDate(int index, string? definitions) => definitions is not null && index < _blocks.Count && _blocks[index].Definitions == definitions;

    // Notes and definitions come last, wherever they are written.
    private static bool BelongsHere(Block block) => block is not (LinkReferenceDefinitionGroup or FootnoteGroup);

    private void Show(int index, Block block, bool closed, IReadOnlyList<INode>? rows = null)
    {
        if (index == _blocks.Count) _blocks.Add(new(index));
        _blocks[index].Update(block, closed, renderer, scope, rows);
    }

    private void Trim(int count) => _blocks.RemoveRange(count, _blocks.Count - count);
}
