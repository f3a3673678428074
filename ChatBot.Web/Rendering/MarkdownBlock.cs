namespace ChatBot.Web.Rendering;

/// <summary>One top-level block of a Markdown text: a paragraph, a list, a table. Not thread-safe.</summary>
/// <param name="key">Its place in the text, which is its name on the page.</param>
public sealed class MarkdownBlock(int key)
{
    private string? _source;

    /// <summary>Its place in the text, counted from 0.</summary>
    public int Key { get; } = key;

    /// <summary>Counts the changes of <see cref="Html"/> and <see cref="IsClosed"/>; a view of the same version is up to date.</summary>
    public int Version { get; private set; }

    /// <summary>Whether more text can no longer change it (footnotes and link definitions apart).</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What to show.</summary>
    public SafeHtml Html { get; private set; } = null!;

    /// <summary>Takes newer HTML, sanitising it only if it differs.</summary>
    /// <param name="source">From <see cref="MarkdownText.ToHtml"/>.</param>
    /// <param name="closed">Whether this is final.</param>
    /// <param name="renderer">Makes it safe.</param>
    /// <param name="scope">See <see cref="HtmlRenderer.Render"/>.</param>
    internal void Update(string source, bool closed, HtmlRenderer renderer, string scope)
    {
        if (source != _source) Html = renderer.Render(source, scope);
        else if (closed == IsClosed) return;
        (_source, IsClosed, Version) = (source, closed, Version + 1);
    }
}
