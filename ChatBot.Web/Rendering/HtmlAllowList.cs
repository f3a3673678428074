using Ganss.Xss;

namespace ChatBot.Web.Rendering;

/// <summary>What an answer may put on the page; everything else is removed, whatever Markdown made of it.</summary>
internal static class HtmlAllowList
{
    /// <summary>The elements.</summary>
    public static IReadOnlySet<string> Tags { get; } = new HashSet<string>
    {
        "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "input", "pre", "code", "span", "div",
        "em", "strong", "del", "sup", "a", "table", "thead", "tbody", "tr", "th", "td",
    };

    /// <summary>The attributes. None of them can run anything, style anything or load anything.</summary>
    public static IReadOnlySet<string> Attributes { get; } = new HashSet<string>
    {
        "href", "title", "class", "id", "start", "type", "checked", "disabled", "data-language", "colspan", "rowspan",
    };

    /// <summary>The kinds of address a link may lead to.</summary>
    public static IReadOnlySet<string> Schemes { get; } = new HashSet<string> { "http", "https", "mailto" };

    private static readonly string[] Classes =
    [
        "contains-task-list", "task-list-item", "footnotes", "footnote-ref", "footnote-back-ref", "math", "math-display", "math-pending", "lines",
        "align-center", "align-right", .. Code.CodeHighlighter.Classes,
    ];

    /// <summary>Builds the sanitiser; it may be used by several threads at once as long as nobody changes it.</summary>
    public static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags),
            AllowedAttributes = new HashSet<string>(Attributes),
            AllowedSchemes = new HashSet<string>(Schemes),
            AllowedClasses = new HashSet<string>(Classes),
            AllowedCssProperties = new HashSet<string>(),
            UriAttributes = new HashSet<string> { "href" },
        });
        sanitizer.FilterUrl += (_, url) =>
        {
            // An address without a scheme would lead into this application.
            var outside = Uri.TryCreate(url.OriginalUrl, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme);
            if (!outside && !url.OriginalUrl.StartsWith("#fn", StringComparison.Ordinal)) url.SanitizedUrl = null;
        };
        return sanitizer;
    }
}
