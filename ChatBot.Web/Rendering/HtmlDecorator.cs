using AngleSharp.Dom;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Rendering;

/// <summary>Adds what the page needs to sanitised HTML: safe links, a head over code, scrolling tables, formulas, names unique on the page.</summary>
internal static class HtmlDecorator
{
    private const string TextBlocks = "p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table";

    // With the variation selector that asks for a letter: without it many systems draw a picture.
    private const string TextArrow = "\u21A9\uFE0E";

    /// <summary>Decorates in place.</summary>
    /// <param name="root">Holds the content.</param>
    /// <param name="scope">Makes names unique: two answers may both have a footnote 1.</param>
    public static void Decorate(IElement root, string scope)
    {
        foreach (var named in root.QuerySelectorAll("[id]")) named.Id = $"{scope}-{named.Id}";
        foreach (var link in root.QuerySelectorAll("a")) DecorateLink(link, scope);
        foreach (var box in root.QuerySelectorAll("input")) box.SetAttribute("aria-label", box.HasAttribute("checked") ? Strings.Markdown_Done : Strings.Markdown_ToDo);
        foreach (var pre in root.QuerySelectorAll("pre").ToList()) DecorateCode(pre);
        foreach (var table in root.QuerySelectorAll("table").ToList()) DecorateTable(table);
        foreach (var formula in root.QuerySelectorAll("span.math").ToList()) DecorateFormula(formula);
        // Only what stands for itself: a browser that decides how a list runs does not look into paragraphs that decide for themselves.
        foreach (var block in root.QuerySelectorAll(TextBlocks))
            if (block.ParentElement is not { } above || above.Closest(TextBlocks) is null) block.SetAttribute("dir", "auto");
    }

    private static void DecorateLink(IElement link, string scope)
    {
        var href = link.GetAttribute("href");
        if (href is null) return;
        if (href.StartsWith('#'))
        {
            link.SetAttribute("href", $"#{scope}-{href[1..]}");
            if (link.ClassList.Contains("footnote-back-ref"))
            {
                link.TextContent = TextArrow;
                link.SetAttribute("aria-label", Strings.Markdown_BackToText);
            }
            else
            {
                link.SetAttribute("aria-label", Strings.Markdown_Footnote.With(link.TextContent));
            }

            return;
        }

        link.SetAttribute("target", "_blank");
        link.SetAttribute("rel", "noopener nofollow noreferrer");
    }

    private static void DecorateCode(IElement pre)
    {
        var document = pre.Owner!;
        var language = pre.GetAttribute("data-language") ?? "";
        pre.RemoveAttribute("data-language");
        pre.SetAttribute("tabindex", "0");

        var head = Element(document, "div", "code-head");
        var label = Element(document, "span", "code-language");
        label.TextContent = language.Length > 0 ? language : Strings.Markdown_PlainText;
        var copy = Element(document, "button", "code-copy");
        copy.SetAttribute("type", "button");
        copy.SetAttribute("data-copy", "code");
        copy.TextContent = Strings.Copy;
        var wrap = Element(document, "button", "code-wrap");
        wrap.SetAttribute("type", "button");
        wrap.SetAttribute("data-wrap", "");
        wrap.Append(Named(document, "off", Strings.Markdown_Wrap), Named(document, "on", Strings.Markdown_NoWrap));
        head.Append(label, wrap, copy);

        var frame = Element(document, "div", "code");
        pre.Replace(frame);
        frame.Append(head, pre);
    }

    // An element without content, whose script typesets what its attribute says: the script and the page's renderer never touch the same nodes.
    private static void DecorateFormula(IElement source)
    {
        var formula = source.Owner!.CreateElement("tex-formula");
        if (!source.ClassList.Contains("math-pending")) formula.SetAttribute("tex", source.TextContent);
        if (source.ClassList.Contains("math-display")) formula.SetAttribute("display", "");
        source.Replace(formula);
    }

    private static void DecorateTable(IElement table)
    {
        var frame = Element(table.Owner!, "div", "table");
        frame.SetAttribute("tabindex", "0");
        frame.SetAttribute("role", "region");
        frame.SetAttribute("aria-label", Strings.Markdown_Table);
        table.Replace(frame);
        frame.Append(table);
    }

    // The stylesheet shows one of the two.
    private static IElement Named(IDocument document, string state, string text)
    {
        var name = Element(document, "span", state);
        name.TextContent = text;
        return name;
    }

    private static IElement Element(IDocument document, string name, string className)
    {
        var element = document.CreateElement(name);
        element.ClassName = className;
        return element;
    }
}
