using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Rendering;

public sealed class HtmlRendererTests
{
    private const string PayloadFile = "external/xss/xss-payload-list.txt";

    // What HtmlDecorator adds to what the allow-list lets through.
    private static readonly HashSet<string> Tags = [.. HtmlAllowList.Tags, "button", "tex-formula"];
    private static readonly HashSet<string> Attributes =
        [.. HtmlAllowList.Attributes, "target", "rel", "dir", "tabindex", "role", "aria-label", "data-copy", "data-wrap", "tex", "display"];

    private readonly HtmlRenderer _renderer = new();

    public static TheoryData<string> Payloads =>
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[x](vbscript:msgbox(1))",
        "![x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
        "```html\n<img src=x onerror=alert(1)>\n```",
        "| <script>alert(1)</script> |\n|---|\n| <iframe src=javascript:alert(1)> |",
        "[^1]\n\n[^1]: <img src=x onerror=alert(1)> [x](javascript:alert(1))",
        "[x](https://a.example \"><script>alert(1)</script>\")",
        "[x](//elsewhere.example)",
        "[x](/_blazor)",
        @"\(<img src=x onerror=alert(1)>\)",
        "$$<script>alert(1)</script>$$",
        "<style>*{display:none}</style><div style=\"position:fixed\">x</div>",
        "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Markdown_that_attacks_becomes_harmless(string markdown) => AssertSafe(Render(markdown));

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Html_that_attacks_becomes_harmless_even_past_Markdown(string html) => AssertSafe(_renderer.Render(html, "m").Markup);

    [Fact]
    public void Only_the_outermost_block_decides_how_it_runs()
    {
        Assert.Equal("<blockquote dir=\"auto\">\n<p>one</p>\n</blockquote>", Render("> one").TrimEnd());
        Assert.DoesNotContain("<p dir", Render("- one\n\n- two"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_the_public_payload_list_becomes_harmless()
    {
        var file = Find(PayloadFile);
        Assert.SkipWhen(file is null, $"The payload list ({PayloadFile}) is not beside the project.");

        var lines = File.ReadAllLines(file!).Where(line => line.Length > 0).ToList();
        Assert.True(lines.Count > 6_000);
        Parallel.ForEach(lines, line =>
        {
            AssertSafe(Render(line));
            AssertSafe(Render($"[x]({line})"));
            AssertSafe(Render($"![x](<{line}> \"{line}\")"));
            AssertSafe(Render($"```{line}\n{line}\n```"));
            AssertSafe(Render($"<{line}>"));
            AssertSafe(_renderer.Render(line, "m").Markup);
        });
    }

    [Fact]
    public void Html_in_an_answer_is_shown_as_text() =>
        Assert.Equal("<p dir=\"auto\">Use &lt;b&gt;bold&lt;/b&gt;.</p>", Render("Use <b>bold</b>.").TrimEnd());

    [Fact]
    public void A_link_opens_a_new_tab_and_tells_nobody_where_it_was_clicked()
    {
        var link = Parse(Render("[x](https://example.org/a?b=c&d=e)")).QuerySelector("a")!;

        Assert.Equal("https://example.org/a?b=c&d=e", link.GetAttribute("href"));
        Assert.Equal("_blank", link.GetAttribute("target"));
        Assert.Equal("noopener nofollow noreferrer", link.GetAttribute("rel"));
    }

    [Fact]
    public void A_picture_from_elsewhere_becomes_a_link_to_it()
    {
        var link = Parse(Render("![a cat](https://example.org/cat.png)")).QuerySelector("a")!;

        Assert.Equal("https://example.org/cat.png", link.GetAttribute("href"));
        Assert.Equal("a cat", link.TextContent);
    }

    [Fact]
    public void Code_is_coloured_by_classes_under_a_head_with_its_language_and_a_copy_button()
    {
        var body = Parse(Render("```python\nprint(\"a < b\")  # note\n```"));

        Assert.Equal("python", body.QuerySelector(".code-head .code-language")!.TextContent);
        Assert.Equal("code", body.QuerySelector(".code-head .code-copy")!.GetAttribute("data-copy"));
        Assert.Equal("print(\"a < b\")  # note", body.QuerySelector("pre")!.TextContent.TrimEnd());
        Assert.Equal("\"a < b\"", body.QuerySelector(".tok-string")!.TextContent);
        Assert.Equal("# note", body.QuerySelector(".tok-comment")!.TextContent);
    }

    [Fact]
    public void Columns_are_aligned_without_styles()
    {
        var body = Parse(Render("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |"));

        Assert.Equal(["", "align-center", "align-right"], body.QuerySelectorAll("td").Select(cell => cell.ClassName ?? ""));
        Assert.Empty(body.QuerySelectorAll("[style]"));
    }

    [Fact]
    public void Footnotes_of_two_answers_have_different_names()
    {
        const string Note = "Text[^1]\n\n[^1]: note";
        var one = Parse(Render(Note, "m1")).QuerySelectorAll("[id]").Select(element => element.Id);
        var two = Parse(Render(Note, "m2")).QuerySelectorAll("[id]").Select(element => element.Id);

        Assert.Empty(one.Intersect(two));
        Assert.Equal("#m1-fn:1", Parse(Render(Note, "m1")).QuerySelector("a.footnote-ref")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("$5 and $10")]
    [InlineData("x^2 + y^2 = z^2")]
    [InlineData("a==b && c==d")]
    [InlineData("~5 to ~10")]
    public void What_is_no_markup_stays_as_it_is(string text) => Assert.Equal(text, Parse(Render(text)).TextContent.Trim());

    [Fact]
    public void A_text_nested_beyond_reason_is_shown_as_plain_text()
    {
        var text = new string('>', 5_000) + " deep";

        Assert.Contains(text, Parse(Render(text)).TextContent, StringComparison.Ordinal);
    }

    private string Render(string markdown, string scope = "m") =>
        string.Concat(MarkdownBlocks.Of(markdown, _renderer, scope).Select(block => block.Html.Markup));

    private static IElement Parse(string html) => new HtmlParser().ParseDocument(html).Body!;

    private static void AssertSafe(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, Tags);
            foreach (var attribute in element.Attributes) Assert.Contains(attribute.Name, Attributes);
            if (element.GetAttribute("href") is { } href && !href.StartsWith("#m-fn", StringComparison.Ordinal))
                Assert.Matches("^(?i:https?:|mailto:)", href);
        }

        Assert.Empty(document.Head!.Children);
    }

    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }
}
