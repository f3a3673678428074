using System.Text;
using AngleSharp.Html.Parser;
using ChatBot.Web.Rendering;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Rendering;

public sealed class MathTests
{
    private static readonly string[] Pieces =
    [
        "$", "$", "$", "$5", "10", "x", "word", "two words", " ", " ", ",", ".", "(", ")", "{", "}", "\\", "\\$", "\\alpha", "^2", "_i", "=", "/", "|", "*",
        "**", "`", "\n", "\n| ", "\n\n", "$$", "\\(", "\\)", "\\[", "\\]", "th", "K", "漢", "-", "–", "> ", "- ", "R", "{x}",
    ];

    private readonly HtmlRenderer _renderer = new();

    [Theory]
    [InlineData("$5 and $10")]
    [InlineData("$93K to $307K")]
    [InlineData("**$1.50** or **$2.00**")]
    [InlineData("$/PR is down but $/session is up")]
    [InlineData("$HOME and $PATH")]
    [InlineData("R$5")]
    [InlineData("R$5 e R$10")]
    [InlineData("US$20–$30")]
    [InlineData("Between US$20 and US$30, or A$5-$10.")]
    [InlineData("It costs $5, not 6$.")]
    [InlineData("$5 per user, $6 per seat$")]
    [InlineData("$5/$10 and $1,000.00/$2")]
    [InlineData("$10M-$20M (about $15M)")]
    [InlineData("from $5 million to $6 billion")]
    [InlineData("($5) or ($6)")]
    [InlineData("$x = $y; $a=$b")]
    [InlineData("$1 and $2, $1,$2, $1/$NF")]
    [InlineData("${HOME} and ${PATH} or ${a}/${b}")]
    [InlineData("$(pwd)/$(ls)")]
    [InlineData("$PATH:$HOME/bin:$x")]
    [InlineData("the $ sign and the $ sign")]
    [InlineData("\\$5 and 6\\$", "$5 and 6$")]
    [InlineData("\\$x\\$", "$x$")]
    [InlineData("`$x$` and `$$y$$` and `\\(z\\)`", "$x$ and $$y$$ and \\(z\\)")]
    [InlineData("```\n$x$\n$$\ny\n$$\n```", "text$x$\n$$\ny\n$$")]
    [InlineData("| a | b |\n|---|---|\n| $5 | $10 |\n| $6 | 7$ |", "a b $5 $10 $6 7$")]
    [InlineData("$$ and no end")]
    [InlineData("$ x $")]
    [InlineData("$5$$6$")]
    [InlineData("$$\na\n\nb\n$$")]
    [InlineData("\\[\na\n\nb\n\\]", "[\na\n\nb\n]")]
    [InlineData("An open \\(x", "An open (x")]
    public void What_is_no_formula_stays_text(string markdown, string? shown = null)
    {
        var body = Parse(OneShot(markdown));

        foreach (var button in body.QuerySelectorAll("button")) button.Remove();

        Assert.Empty(body.QuerySelectorAll("tex-formula"));
        Assert.Equal(Frame.Squeeze(shown ?? markdown.Replace("**", "", StringComparison.Ordinal)), Frame.Squeeze(body.TextContent));
    }

    [Theory]
    [InlineData("$0.99$ and $O(n)$", "0.99", "O(n)")]
    [InlineData("$x$", "x")]
    [InlineData("$d$$e$", "d", "e")]
    [InlineData("so $d$$\\alpha$$(f)$ here", "d", "\\alpha", "(f)")]
    [InlineData("$$a$$ then $b$$c$.", "a", "b", "c")]
    [InlineData("Let $a$, $b$; ($c$) and \"$d$\".", "a", "b", "c", "d")]
    [InlineData("the $n$th of $k$-means, two $x$s", "n", "k", "x")]
    [InlineData("costs $5 and $x^2$ is math", "x^2")]
    [InlineData("设$x$为", "x")]
    [InlineData("$\\text{if $x > 0$}$", "\\text{if $x > 0$}")]
    [InlineData("$a\\$b$", "a\\$b")]
    [InlineData("$f(x) = x^2 \\text{ for all real x}$", "f(x) = x^2 \\text{ for all real x}")]
    [InlineData("$2 \\times 3$ and $5 cm$", "2 \\times 3", "5 cm")]
    [InlineData("**$x$** and *$y$*", "x", "y")]
    [InlineData("Euler: \\(e^{i\\pi} + 1 = 0\\).", "e^{i\\pi} + 1 = 0")]
    [InlineData("\\[a_1 * b_1 * c\\]", "a_1 * b_1 * c")]
    [InlineData("so $$x_1 * y_1 * z$$", "x_1 * y_1 * z")]
    [InlineData("$$x$$ where $y$", "x", "y")]
    [InlineData("$$\na\n- b\n+ c\n= d\n> e\n# f\n$$", "a\n- b\n+ c\n= d\n> e\n# f")]
    [InlineData("Text:\n\\[\n\\begin{aligned}\na &= b \\\\[2pt]\n  &= c\n\\end{aligned}\n\\]\nmore", "\\begin{aligned}\na &= b \\\\[2pt]\n&= c\n\\end{aligned}")]
    [InlineData("- item\n  $$\n  a\n  - b\n  $$\n- next $c$", "a\n- b", "c")]
    [InlineData("1. \\[x\\]\n2. y", "x")]
    [InlineData("> $$\n> a\n> - b\n> $$\n> end", "a\n- b")]
    [InlineData("$$\na\n$$ where **b** is $c$", "a", "c")]
    [InlineData("$$x$$.", "x")]
    [InlineData("| f | g |\n|---|---|\n| $x^2$ | $|x|$ |\n| \\(P(A|B)\\) | $5 |", "x^2", "|x|", "P(A|B)")]
    [InlineData("# Head $x$", "x")]
    [InlineData("[$x$](https://a.b)", "x")]
    [InlineData("$\\ce{H2O}$ and $\\ce{CO2 + C -> 2 CO}$", "\\ce{H2O}", "\\ce{CO2 + C -> 2 CO}")]
    public void What_is_a_formula_keeps_every_character(string markdown, params string[] formulas) => Assert.Equal(
        formulas, Parse(OneShot(markdown)).QuerySelectorAll("tex-formula").Select(formula => formula.GetAttribute("tex")));

    [Theory]
    [InlineData("$x$", false)]
    [InlineData("\\(x\\)", false)]
    [InlineData("$$x$$", true)]
    [InlineData("a \\[x\\] b", true)]
    [InlineData("\\[\nx\n\\]", true)]
    public void Two_dollars_or_brackets_display_a_formula(string markdown, bool display) =>
        Assert.Equal(display, Parse(OneShot(markdown)).QuerySelector("tex-formula")!.HasAttribute("display"));

    [Theory]
    [InlineData("Thus $x^2", "Thus")]
    [InlineData("Thus $x$", "Thus")]
    [InlineData("Thus \\(x", "Thus")]
    [InlineData("Thus \\", "Thus")]
    [InlineData("costs $5 and", "costs $5 and")]
    [InlineData("costs $5 and $10 ", "costs $5 and")]
    [InlineData("$HOME and ", "$HOME and")]
    public void An_open_formula_waits_and_a_price_does_not(string markdown, string shown) =>
        Assert.Equal(Frame.Squeeze(shown), Frame.Squeeze(Parse(Prefix(markdown)).TextContent));

    [Theory]
    [InlineData("Text\n\n$$")]
    [InlineData("Text\n\n$$\n\\frac{a")]
    [InlineData("Text\n\\[\na\n- b")]
    [InlineData("- Text\n  $$\n  a")]
    public void An_open_display_formula_keeps_its_place(string markdown)
    {
        var body = Parse(Prefix(markdown));
        var formula = body.QuerySelectorAll("tex-formula").Single();

        Assert.False(formula.HasAttribute("tex"));
        Assert.True(formula.HasAttribute("display"));
        Assert.Equal("Text", body.TextContent.Trim());
    }

    [Property(MaxTest = 3_000)]
    public Property What_a_growing_paragraph_was_taken_for_never_changes()
    {
        var texts = Gen.Elements(Pieces).ListOf().Select(pieces => "$" + string.Concat(pieces));
        return Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var decided = default(MathMatch);
            for (var length = 1; length <= text.Length; length++)
            {
                var match = MathSyntax.At(text.AsSpan(0, length), ' ', complete: false);
                if (decided.State == MathState.Closed || (length > 1 && decided.State == MathState.None)) Assert.Equal(decided, match);
                decided = match;
                if (match.State != MathState.Open)
                    Assert.Equal(match, MathSyntax.At(text.AsSpan(0, length), ' ', complete: true));
            }
        });
    }

    private string OneShot(string markdown) =>
        string.Concat(MarkdownBlocks.Of(markdown, _renderer, "m").Select(block => block.Html.Markup));

    private string Prefix(string markdown)
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        var shown = new StringBuilder();
        blocks.Append(markdown);
        foreach (var block in blocks.Blocks) shown.Append(block.Html.Markup);
        return shown.ToString();
    }

    private static AngleSharp.Dom.IElement Parse(string html) => new HtmlParser().ParseDocument(html).Body!;
}
