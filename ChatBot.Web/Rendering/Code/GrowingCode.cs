namespace ChatBot.Web.Rendering.Code;

/// <summary>The lines of a block of code that is still being written; each is made safe and sent once. Not thread-safe.</summary>
public sealed class GrowingCode
{
    private readonly HtmlRenderer _renderer;
    private readonly CodeLines _lines;
    private readonly List<string> _sources = [];
    private readonly List<SafeHtml> _safe = [];

    /// <summary>Begins one.</summary>
    /// <param name="renderer">Makes it safe.</param>
    /// <param name="language">The word after the fence.</param>
    internal GrowingCode(HtmlRenderer renderer, string language)
    {
        (_renderer, Language) = (renderer, language);
        _lines = new(language);
    }

    /// <summary>The word after the fence.</summary>
    public string Language { get; }

    /// <summary>The lines, each but the last with its end.</summary>
    public IReadOnlyList<SafeHtml> Lines => _safe;

    /// <summary>Takes the code as it is now.</summary>
    internal void Update(string code)
    {
        if (!_lines.Update(code)) return;
        var same = 0;
        while (same < _sources.Count && same < _lines.Html.Count && ReferenceEquals(_sources[same], _lines.Html[same])) same++;
        _sources.RemoveRange(same, _sources.Count - same);
        _safe.RemoveRange(same, _safe.Count - same);
        foreach (var line in _lines.Html.Skip(same))
        {
            _sources.Add(line);
            _safe.Add(_renderer.RenderLine(line));
        }
    }

    /// <summary>The lines in one piece, in their groups.</summary>
    internal string ToMarkup() => string.Concat(_safe.Chunk(HighlightedCodeRenderer.LinesInGroup)
        .Select(group => $"<span class=\"lines\">{string.Concat(group.Select(line => line.Markup))}</span>"));
}
