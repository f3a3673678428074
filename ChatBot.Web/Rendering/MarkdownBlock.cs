using ChatBot.Web.Rendering.Code;
using Markdig.Syntax;

namespace ChatBot.Web.Rendering;

/// <summary>One top-level block of a Markdown text: a paragraph, a list, a table. Not thread-safe.</summary>
/// <param name="key">Its place in the text, which is its name on the page.</param>
public sealed class MarkdownBlock(int key)
{
    private string? _source;
    private SafeHtml? _html;

    /// <summary>Its place in the text, counted from 0.</summary>
    public int Key { get; } = key;

    /// <summary>Counts the changes of <see cref="Html"/> and <see cref="IsClosed"/>; a view of the same version is up to date.</summary>
    public int Version { get; private set; }

    /// <summary>Whether more text can no longer change it (footnotes and link definitions apart).</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What to show.</summary>
    public SafeHtml Html => _html ??= Code!.ToHtml();

    /// <summary>What to show, line by line, of a block of code that was shown while it grew; else null.</summary>
    public GrowingCode? Code { get; private set; }

    /// <summary>Takes newer content, making it safe only if it differs.</summary>
    /// <param name="block">The parsed block.</param>
    /// <param name="closed">Whether this is final.</param>
    /// <param name="renderer">Makes it safe.</param>
    /// <param name="scope">See <see cref="HtmlRenderer.Render"/>.</param>
    internal void Update(Block block, bool closed, HtmlRenderer renderer, string scope)
    {
        var changed = block is CodeBlock code && (Code is not null || !closed)
            ? UpdateCode(code, renderer, scope)
            : UpdateHtml(MarkdownText.ToHtml(block), renderer, scope);
        if (!changed && closed == IsClosed) return;
        (IsClosed, Version) = (closed, Version + 1);
    }

    /// <summary>Lets go of what only a growing block needs.</summary>
    internal void Settle()
    {
        Html.Settle();
        Code = null;
    }

    private bool UpdateCode(CodeBlock block, HtmlRenderer renderer, string scope)
    {
        var language = HighlightedCodeRenderer.LanguageOf(block);
        var isNew = Code?.Language != language;
        if (isNew) Code = new(renderer, language, scope);
        if (!Code!.Update(block.Lines.ToString()) && !isNew) return false;
        (_source, _html) = (null, null);
        return true;
    }

    private bool UpdateHtml(string source, HtmlRenderer renderer, string scope)
    {
        if (source == _source) return false;
        (_source, _html, Code) = (source, renderer.Render(source, scope), null);
        return true;
    }
}
