using System.Net;

namespace ChatBot.Web.Rendering.Code;

/// <summary>A block of code that is still being written: its frame, and its lines, each of which is made safe and sent once. Not thread-safe.</summary>
public sealed class GrowingCode
{
    private const string Content = "<code></code>";

    private readonly HtmlRenderer _renderer;
    private readonly CodeLines _lines;
    private readonly List<string> _sources = [];
    private readonly List<SafeHtml> _safe = [];

    /// <summary>Begins one.</summary>
    /// <param name="renderer">Makes it safe.</param>
    /// <param name="language">The word after the fence.</param>
    /// <param name="scope">See <see cref="HtmlRenderer.Render"/>.</param>
    internal GrowingCode(HtmlRenderer renderer, string language, string scope)
    {
        (_renderer, Language) = (renderer, language);
        _lines = new(language);
        Frame = renderer.Render($"<pre data-language=\"{WebUtility.HtmlEncode(language)}\">{Content}</pre>\n", scope);
    }

    /// <summary>The word after the fence.</summary>
    public string Language { get; }

    /// <summary>What stands around the lines, with an empty <c>code</c> element.</summary>
    public SafeHtml Frame { get; }

    /// <summary>The lines, each but the last with its end.</summary>
    public IReadOnlyList<SafeHtml> Lines => _safe;

    /// <summary>Takes the code as it is now.</summary>
    /// <returns>Whether anything is different.</returns>
    internal bool Update(string code)
    {
        if (!_lines.Update(code)) return false;
        var same = 0;
        while (same < _sources.Count && same < _lines.Html.Count && ReferenceEquals(_sources[same], _lines.Html[same])) same++;
        _sources.RemoveRange(same, _sources.Count - same);
        _safe.RemoveRange(same, _safe.Count - same);
        foreach (var line in _lines.Html.Skip(same))
        {
            _sources.Add(line);
            _safe.Add(_renderer.RenderLine(line));
        }

        return true;
    }

    /// <summary>All of it in one piece.</summary>
    internal SafeHtml ToHtml()
    {
        var groups = _safe.Chunk(HighlightedCodeRenderer.LinesInGroup)
            .Select(group => $"<span class=\"lines\">{string.Concat(group.Select(line => line.Markup))}</span>");
        var at = Frame.Markup.IndexOf(Content, StringComparison.Ordinal) + "<code>".Length;
        return new(Frame.Markup.Insert(at, string.Concat(groups)));
    }
}
