using System.Text.RegularExpressions;

namespace ChatBot.Tests.Localization;

/// <summary>What a component shows comes from the resource files, in every language.</summary>
public sealed partial class MarkupTextTests
{
    private static readonly string[] NotWords = ["ChatBot", "DOCTYPE", "html"];

    public static TheoryData<string> Components =>
        [.. Directory.GetFiles(Path.Combine(ProjectRoot.Path, "ChatBot.Web", "Components"), "*.razor", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(ProjectRoot.Path, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Components))]
    public void A_component_has_no_words_of_its_own(string path)
    {
        var markup = MarkupOf(File.ReadAllText(Path.Combine(ProjectRoot.Path, path)));
        Assert.Empty(SpokenAttribute().Matches(markup).Select(match => match.Value));
        Assert.Empty(WordsOf(markup).Except(NotWords));
    }

    [Theory]
    [InlineData("<p>Hello there</p>", "Hello")]
    [InlineData("@if (x)\n{\n    <b title=\"@(a > b ? \"c\" : \"d\")\">Stop</b>\n}", "Stop")]
    public void A_word_in_markup_is_found(string markup, string word) =>
        Assert.Contains(word, WordsOf(MarkupOf(markup)));

    [Theory]
    [InlineData("<p title=\"Stop\"></p>")]
    [InlineData("<p aria-label=\"Show @Name\"></p>")]
    public void A_word_in_a_spoken_attribute_is_found(string markup) => Assert.Matches(SpokenAttribute(), MarkupOf(markup));

    private static IEnumerable<string> WordsOf(string markup)
    {
        var text = Expression().Replace(Tag().Replace(Statement().Replace(markup, " "), " "), " ");
        return Word().Matches(text).Select(match => match.Value);
    }

    private static string MarkupOf(string source)
    {
        var markup = Comment().Replace(source, "");
        var code = markup.IndexOf("\n@code", StringComparison.Ordinal);
        if (code >= 0) markup = markup[..code];
        return Parentheses().Replace(markup, "@x");
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // @(…) and @name(…), with parentheses inside.
    [GeneratedRegex(@"@[\w.]*\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)")]
    private static partial Regex Parentheses();

    [GeneratedRegex("""\s(aria-label|aria-description|aria-roledescription|title|placeholder|alt|content)="(?=[^"]*[A-Za-z]{2})(?!@)(?!width=|light dark)[^"]*"|\s(aria-label|title|placeholder)="@\w[\w.]*\s[^"]*[A-Za-z]{2}""")]
    private static partial Regex SpokenAttribute();

    [GeneratedRegex("""<(?:"[^"]*"|[^>"])*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"@[\w.]+(\[[^\]]*\])?(\.\w+)*")]
    private static partial Regex Expression();

    // What Razor reads as C#, not as text.
    [GeneratedRegex(
        @"^\s*(@(page|inject|layout|inherits|implements|attribute|using|typeparam|rendermode|namespace|if|foreach|for|while|switch)\b.*|if \(.*\)|else( if \(.*\))?|var .*;)\s*$|^\s*case .*?:(?=\s*(<|$))|^\s*default:|\bbreak;",
        RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
