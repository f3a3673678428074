using System.Text;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Templates.Jinja;

namespace ChatBot.Tests.Templates;

/// <summary>A template is a stranger's program: whatever it does, it ends, and with a clear error.</summary>
public sealed class RenderBoundsTests
{
    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for a in range(99999) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for a in range(99999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for a in range(99999) %}{% set ns.s = ns.s|replace('', 'yy') %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for a in range(99999) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{{ 'a' * 999999999999 }}")]
    [InlineData("{{ 'ab' * 9223372036854775807 }}")]
    [InlineData("{{ [0] * 999999999 }}")]
    [InlineData("{{ 9999999999999 ** 9 }}")]
    [InlineData("{{ range(999999999999) }}")]
    [InlineData("{{ 'a'.center(9999999999) }}")]
    [InlineData("{{ '%999999999d' % 1 }}")]
    [InlineData("{{ '{:999999999}'.format(1) }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}")]
    [InlineData("{% set ns = namespace(l=[[1]]) %}{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for a in range(99999) %}{% set ns.l = [[[[[[[[ns.l]]]]]]]] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for a in range(99999) %}{% set ns.l = [[[[[[[[ns.l]]]]]]]] %}{% endfor %}{{ ns.l|tojson }}")]
    [InlineData("{% set ns = namespace(l=[],m=[]) %}{% for a in range(99999) %}{% set ns.l = [[[[[[[[ns.l]]]]]]]] %}{% set ns.m = [[[[[[[[ns.m]]]]]]]] %}{% endfor %}{{ ns.l == ns.m }}")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for a in range(64) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for a in range(64) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ {ns.l: 1} }}")]
    [InlineData("{% set ns = namespace(l=[],m=[]) %}{% for a in range(64) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}")]
    [InlineData("{% set ns = namespace(l=[],m=[]) %}{% for a in range(64) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l < ns.m }}")]
    [InlineData("{{ ['x' * 9000000] * 9000000 }}")]
    [InlineData("{% set l = [0] * 9000000 %}{% for a in range(99999) %}{% if 1 in l %}{% endif %}{% endfor %}")]
    [InlineData("{% set s = 'x' * 50000000 %}{% for a in range(99999) %}{% if s|length == 1 %}{% endif %}{% endfor %}")]
    [InlineData("{% set s = 'x' * 50000000 %}{% for a in range(99999) %}{% if 'y' in s %}{% endif %}{% endfor %}")]
    [InlineData("{% set s = '<' * 9000000 %}{% for a in range(99999) %}{% if s|striptags %}{% endif %}{% endfor %}")]
    [InlineData("{% set s = '&' * 25000000 %}{% set t = s|e|e|e|e %}")]
    [InlineData("{{ -9223372036854775807 - 2 }}")]
    [InlineData("{{ (-9223372036854775807 - 1) // -1 }}")]
    [InlineData("{{ (-9223372036854775807 - 1)|abs }}")]
    public void A_template_that_would_not_end_or_would_explode_is_stopped(string source)
    {
        Assert.NotEmpty(Assert.Throws<TemplateException>(() => new JinjaTemplate(source).Render([], TestClock.Instance)).Message);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{1:", "}")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("1 + ", "")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("f(", ")")]
    public void Deep_nesting_is_an_error_and_no_crash(string open, string close)
    {
        // So deep that no stack holds it, however small an optimised build makes its frames.
        const int depth = 1_000_000;
        var source = new StringBuilder("{{ ").Insert(3, open, depth).Append('1').Insert(4 + (open.Length * depth), close, depth).Append(" }}").ToString();

        Assert.Throws<TemplateException>(() => new JinjaTemplate(source).Render([], TestClock.Instance));
    }

    [Fact]
    public void Deeply_nested_blocks_are_an_error_and_no_crash()
    {
        var source = string.Concat(Enumerable.Repeat("{% if true %}", 100_000)) + string.Concat(Enumerable.Repeat("{% endif %}", 100_000));

        Assert.Throws<TemplateException>(() => new JinjaTemplate(source).Render([], TestClock.Instance));
    }

    [Fact]
    public void A_long_conversation_is_well_within_the_bounds()
    {
        var source = File.ReadAllText(ProjectRoot.Reference("chat-templates", "Qwen-Qwen3-0.6B.jinja"));
        var messages = Enumerable.Range(0, 2000).Select(i => TemplateValues.FromPairs([
            new("role", i % 2 == 0 ? "user" : "assistant"),
            new("content", new string('x', 1000))])).ToList<object?>();

        var rendered = new JinjaTemplate(source).Render([new("messages", messages), new("add_generation_prompt", true)], TestClock.Instance);

        Assert.True(rendered.Length > 2_000_000);
    }

    [Fact]
    public void Any_prefix_of_a_real_template_parses_or_is_refused()
    {
        var source = File.ReadAllText(ProjectRoot.Reference("chat-templates", "openai-gpt-oss-120b.jinja"));
        for (var length = 0; length < source.Length; length += 37)
        {
            try
            {
                _ = new JinjaTemplate(source[..length]);
            }
            catch (TemplateException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Fact]
    public void A_mangled_template_renders_or_is_refused()
    {
        var random = new Random(20261124);
        string[] sources = [.. Directory.GetFiles(ProjectRoot.Reference("chat-templates"), "*.jinja").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        string[] parts = ["{{", "}}", "{%", "%}", "{#", "#}", "-", "|", "(", ")", "[", "]", "{% endif %}", "{% endfor %}", "for", "'", "\\", ".", "~", "not ", "in ", "1", "::"];
        var variables = new Dictionary<string, object?>
        {
            ["messages"] = TemplateValues.From(new[]
            {
                new Dictionary<string, object?> { ["role"] = "user", ["content"] = "a <b> & ü" },
                new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = "<think>x</think>y" },
                new Dictionary<string, object?> { ["role"] = "user", ["content"] = "c" },
            }),
            ["add_generation_prompt"] = true,
            ["bos_token"] = "<s>",
        };
        var rendered = 0;
        for (var i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(sources[i % sources.Length]);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(text.Length - at, random.Next(12));
                if (random.Next(3) == 0) text.Insert(at, text.ToString(at, length));
                else if (random.Next(2) == 0) text.Remove(at, length);
                else text.Insert(at, parts[random.Next(parts.Length)]);
            }

            try
            {
                rendered += new JinjaTemplate(text.ToString()).Render(variables, TestClock.Instance).Length > 0 ? 1 : 0;
            }
            catch (TemplateException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.True(rendered > 100, $"Only {rendered} of the mangled templates rendered.");
    }
}
