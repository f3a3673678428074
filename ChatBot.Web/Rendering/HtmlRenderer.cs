#pragma warning disable RS0030 // The one place that turns text into markup: what comes here has passed the sanitiser.
using Ganss.Xss;
using Microsoft.AspNetCore.Components;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Makes HTML safe for the page: what <see cref="HtmlAllowList"/> does not name is removed, whoever wrote it. The only place in the
/// project that creates markup. Thread-safe singleton.
/// </summary>
internal sealed class HtmlRenderer
{
    private readonly HtmlSanitizer _sanitizer = HtmlAllowList.CreateSanitizer();

    /// <summary>Sanitises HTML and adds what the page needs.</summary>
    /// <param name="html">HTML from <see cref="MarkdownText"/>, or from anywhere.</param>
    /// <param name="scope">A name unique on the page, of letters and digits.</param>
    public SafeHtml Render(string html, string scope)
    {
        var body = _sanitizer.SanitizeDom(html).Body!;
        HtmlDecorator.Decorate(body, scope);
        return new(body);
    }

    /// <summary>Sanitises a line of code, which needs nothing else.</summary>
    /// <param name="html">HTML from <see cref="Code.CodeHighlighter"/>.</param>
    public SafeHtml RenderLine(string html) => new(_sanitizer.SanitizeDom(html).Body!.InnerHtml);

    /// <summary>The markup, for a component to render as it is.</summary>
    public static MarkupString ToMarkup(SafeHtml html) => new(html.Markup);
}
