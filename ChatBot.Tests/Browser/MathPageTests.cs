using ChatBot.Tests.Rendering;
using ChatBot.Tests.Rendering.Samples;
using ChatBot.Web.Rendering;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

public sealed class MathPageTests(Chromium chromium) : IAsyncLifetime
{
    private const string Lesson =
        """
        For $ax^2 + bx + c = 0$ the roots are

        $$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$

        It costs $5 and $10.

        1. Chemistry: $\ce{2H2 + O2 -> 2H2O}$, boxes $\fcolorbox{red}{white}{a}$ and bold $\pmb{x}$.
        2. A long one: $$a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15} = \prod_i x_i$$
        3. $\underbrace{a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15}}_{\text{long}}$

        Broken: $\nosuchcommand{x}$ and $\href{javascript:alert(1)}{x}$.

        The end.
        """;

    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(_ => Scripts.Play(Lesson, 5, 4));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Formulas_are_typeset_under_the_strict_policy_and_a_broken_one_shows_its_source_with_the_reason()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("lesson");
        await window.FinishedAsync();
        await window.LastAnswer.Locator("tex-formula[failed]").WaitForAsync();

        await Assertions.Expect(window.LastAnswer.Locator("tex-formula .katex math annotation")).ToHaveCountAsync(8);
        await Assertions.Expect(window.LastAnswer.Locator("tex-formula[display] .katex-display")).ToHaveCountAsync(2);
        await Assertions.Expect(window.LastAnswer.Locator("tex-formula[failed] code")).ToHaveTextAsync(@"$\nosuchcommand{x}$");
        await Assertions.Expect(window.LastAnswer.Locator("tex-formula[failed]")).ToHaveAttributeAsync("title", @"Undefined control sequence: \nosuchcommand");
        Assert.Equal(0, await window.LastAnswer.Locator("tex-formula a").CountAsync());
        await Assertions.Expect(window.LastAnswer).ToContainTextAsync("It costs $5 and $10.");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_formula_is_typeset_once_and_stays_while_the_answer_goes_on()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        await window.AskAsync("lesson");
        await window.LastAnswer.Locator(".katex").First.WaitForAsync();
        await window.Page.EvaluateAsync("() => { document.querySelector('.katex').marked = true; }");
        await window.FinishedAsync();

        Assert.True(await window.Page.EvaluateAsync<bool>("() => document.querySelector('.katex').marked === true"));
    }

    [Fact]
    public async Task A_formula_wider_than_a_phone_scrolls_in_its_own_box()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { ViewportSize = new() { Width = 360, Height = 700 } });
        await window.AskAsync("lesson");
        await window.FinishedAsync();
        await window.LastAnswer.Locator("tex-formula[display][tabindex='0']").First.WaitForAsync();
        await window.LastAnswer.Locator("tex-formula[wide][tabindex='0']").WaitForAsync();

        Assert.True(await window.Page.EvaluateAsync<bool>(
            "() => { const s = document.querySelector('.scroller'); return s.scrollWidth <= s.clientWidth && document.documentElement.scrollWidth <= innerWidth; }"));
    }

    [Fact]
    public async Task A_copied_selection_holds_the_source_of_formulas_and_its_lines()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await window.AskAsync("lesson");
        await window.FinishedAsync();
        await window.LastAnswer.Locator("tex-formula[failed]").WaitForAsync();
        await Assertions.Expect(window.LastAnswer.Locator("tex-formula .katex math annotation")).ToHaveCountAsync(8);
        await window.Page.EvaluateAsync("() => getSelection().selectAllChildren(document.querySelector('.answer .prose'))");
        await window.Page.Keyboard.PressAsync("Control+c");
        var copied = await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

        Assert.Contains("For $ax^2 + bx + c = 0$ the roots are\n", copied, StringComparison.Ordinal);
        Assert.Contains(@"$$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$", copied, StringComparison.Ordinal);
        Assert.EndsWith("The end.", copied.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_prefix_of_any_document_shows_a_formula_that_KaTeX_refuses()
    {
        var renderer = new HtmlRenderer();
        var formulas = new HashSet<string>();
        foreach (var sample in Sample.All)
        {
            var blocks = new MarkdownBlocks(renderer, "m");
            foreach (var character in sample.Text.EnumerateRunes())
            {
                blocks.Append(character.ToString());
                if (blocks.Blocks.Any(block => block.Html.Markup.Contains("<tex-formula", StringComparison.Ordinal)))
                    formulas.UnionWith(Frame.Of(blocks.Blocks).Formulas);
            }
        }

        await using var window = await ChatWindow.OpenAsync(chromium, _app);
        var refused = await window.Page.EvaluateAsync<string[]>(
            """
            async formulas => {
              const { load, typeset } = await import(document.querySelector('script[type=module][src*=formula]').src);
              await load();
              const refused = [];
              for (const tex of formulas) {
                for (const display of [false, true]) {
                  try { typeset(tex, display); } catch (error) { refused.push(`${tex}: ${error.message}`); }
                }
              }
              return refused;
            }
            """, formulas);

        Assert.True(formulas.Count > 30, $"{formulas.Count} formulas");
        Assert.Empty(refused);
        Assert.Empty(window.Complaints);
    }
}
