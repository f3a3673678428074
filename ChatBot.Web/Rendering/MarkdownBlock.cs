using AngleSharp.Dom;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>One top-level block of a Markdown text: a paragraph, a list, a table. Not thread-safe.</summary>
/// <param name="key">Its place in the text, which is its name on the page.</param>
public sealed class MarkdownBlock(int key)
{
    private string? _key;
    private string? _source;
    private SafeHtml? _frame;
    private SafeHtml? _html;

    /// <summary>Its place in the text, counted from 0.</summary>
    public int Key { get; } = key;

    /// <summary>Counts the changes of <see cref="Html"/> and <see cref="IsClosed"/>; a view of the same version is up to date.</summary>
    public int Version { get; private set; }

    /// <summary>Whether more text can no longer change it (footnotes and link definitions apart).</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What to show.</summary>
    public SafeHtml Html => _html ??= Parts is null ? _frame! : Parts.Fill(_frame!);

    /// <summary>What to show of a block that grows, without its <see cref="Parts"/>.</summary>
    public SafeHtml Frame => _frame!;

    /// <summary>What belongs into the frame's empty places, of a block that was shown while it grew; else null.</summary>
    public GrowingParts? Parts { get; private set; }

    /// <summary>The definitions of the text that it was last written with; see <see cref="MarkdownText.DefinitionsOf"/>.</summary>
    internal string? Definitions { get; set; }

    /// <summary>Takes newer content, making it safe only if it differs.</summary>
    /// <param name="block">The parsed block.</param>
    /// <param name="closed">Whether this is final.</param>
    /// <param name="renderer">Makes it safe.</param>
    /// <param name="scope">See <see cref="HtmlRenderer.Render"/>.</param>
    /// <param name="rows">What stands at the beginning of a table, whose block has only the rows behind them.</param>
    internal void Update(Block block, bool closed, HtmlRenderer renderer, string scope, IReadOnlyList<INode>? rows = null)
    {
        List<(string Language, string Code)> codes = [];
        var source = MarkdownText.ToFrame(block, codes);
        var key = codes.Count == 0 ? source : string.Join(MathInline.Pending, [source, .. codes.SelectMany(code => new[] { code.Language, code.Code })]);
        if (Parts is null && !closed) Parts = new(renderer);
        var changed = key != _key;
        if (changed) Take(block, source, codes, renderer, scope);
        changed |= Parts?.Update(rows ?? []) == true;
        if (changed) _html = null;
        if (!changed && closed == IsClosed) return;
        (_key, IsClosed, Version) = (key, closed, Version + 1);
    }

    /// <summary>Lets go of what only a growing block needs.</summary>
    internal void Settle()
    {
        Html.Settle();
        (_frame, _source, Parts) = (Html, null, null);
    }

    private void Take(Block block, string source, List<(string Language, string Code)> codes, HtmlRenderer renderer, string scope)
    {
        if (Parts is null && codes.Count > 0) source = MarkdownText.ToHtml(block);
        Parts?.Update(codes);
        if (source != _source) _frame = renderer.Render(source, scope);
        _source = source;
    }
}
