using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ChatBot.Web.Rendering;
using ChatBot.Web.Rendering.Code;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Rendering;

public sealed class CodeTests
{
    private static readonly string[] Languages =
    [
        "bash", "go", "rust", "yaml", "json", "dockerfile", "diff", "toml", "ini", "makefile", "kotlin", "swift", "ruby", "lua", "r", "dart", "scala", "php", "python",
        "javascript", "typescript", "c#", "java", "cpp", "sql", "css", "html", "xml", "f#", "haskell", "powershell", "vb.net", "markdown", "matlab", "fortran", "brainfuck", "",
    ];

    private static readonly string[] Pieces =
    [
        "\"", "'", "`", "\"\"\"", "'''", "/*", "*/", "//", "#", "--", "<!--", "-->", "<script>", "</script>", "<a ", ">", "<", "&", "\\", "$x", "${", "}", "{", "(", ")", "[", "]",
        "if", "return x", "class A", "@a", "1.5e3", "0x1F", "key: ", "- ", "+ ", "=", "\n", "\n", "\n", "  ", "\t", "é", "漢", "😀", "r#\"", "\"#", "::", "|", "aaaaaaaaaaaaaaaa", "------------", "((((((((",
    ];

    private readonly HtmlRenderer _renderer = new();

    [Theory]
    [InlineData("bash", "for f in \"$HOME\"; do echo $f | grep -v 10; done # note", "keyword:for", "string:\"$HOME\"", "function:echo", "attribute:$f", "function:grep", "meta:-v", "number:10", "comment:# note")]
    [InlineData("sh", "if [ -f x ]; then", "keyword:if", "keyword:then")]
    [InlineData("console", "$ npm install", "meta:$ ", "function:npm")]
    [InlineData("go", "func (s *Stack) Push(v int) error { return nil } // n", "keyword:func", "type:Stack", "function:Push", "type:int", "comment:// n")]
    [InlineData("rust", "#[derive(Debug)] fn a<'b>(x: &'b str) { println!(\"{}\", 'c'); }", "meta:#[derive(Debug)]", "keyword:fn", "meta:'b", "type:str", "function:println!", "string:'c'")]
    [InlineData("rs", "let mut x = 1u8;", "keyword:let", "keyword:mut", "number:1u8")]
    [InlineData("yaml", "- name: \"x\"  # note", "attribute:name", "string:\"x\"", "comment:# note")]
    [InlineData("yml", "on: true", "attribute:on", "keyword:true")]
    [InlineData("json", "{\"a\": [1, true, \"b\"]}", "attribute:\"a\"", "number:1", "keyword:true", "string:\"b\"")]
    [InlineData("jsonc", "{} // note", "comment:// note")]
    [InlineData("dockerfile", "COPY --from=build /a $B", "keyword:COPY", "meta:--from", "attribute:$B")]
    [InlineData("diff", "+new", "inserted:+new")]
    [InlineData("patch", "-old", "deleted:-old")]
    [InlineData("toml", "[package]", "tag:[package]")]
    [InlineData("py", "async def f(x: int): return f\"{x}\"  # c", "keyword:async", "keyword:def", "function:f", "type:int", "string:f\"{x}\"", "comment:# c")]
    [InlineData("js", "const a = async () => `x ${y}`;", "keyword:const", "keyword:async", "string:`x ${y}`")]
    [InlineData("ts", "interface A { b?: string }", "keyword:interface", "type:string")]
    [InlineData("c#", "public record A(int B); // c", "keyword:public", "keyword:record", "type:int", "comment:// c")]
    [InlineData("csharp", "var s = @\"a\"; await x;", "keyword:var", "string:@\"a\"", "keyword:await")]
    [InlineData("sql", "select count(*) from t where a = 'b' -- c", "keyword:select", "function:count", "keyword:from", "string:'b'", "comment:-- c")]
    [InlineData("kotlin", "fun main() { val x = \"a\" }", "keyword:fun", "function:main", "keyword:val", "string:\"a\"")]
    [InlineData("html", "<a href=\"x\">b</a>", "tag:a", "attribute:href")]
    public void Words_are_coloured_for_what_they_are(string language, string code, params string[] expected)
    {
        var words = Parse(code, language).QuerySelectorAll("pre [class^=tok-]").Select(word => $"{word.ClassName![4..]}:{word.TextContent}").ToList();

        Assert.All(expected, word => Assert.Contains(word, words));
    }

    [Theory]
    [InlineData("python", "\"\"\"\nlong\n\"\"\"\nx", "string", "long")]
    [InlineData("c#", "/* a\n b\n*/", "comment", " b")]
    [InlineData("js", "`a\nb ${c}\nd`", "string", "b ${c}")]
    [InlineData("html", "<!-- a\nb\n-->", "comment", "b")]
    [InlineData("html", "<script>\nconst a = 1;\n</script>", "keyword", "const")]
    [InlineData("html", "<div\n class=\"a\">", "attribute", "class")]
    [InlineData("go", "`a\nb`", "string", "b`")]
    public void A_comment_or_text_over_lines_is_one_on_every_line(string language, string code, string kind, string word) =>
        Assert.Contains(word, Parse(code, language).QuerySelectorAll($".tok-{kind}").Select(part => part.TextContent));

    [Property(MaxTest = 200)]
    public Property Colouring_never_changes_the_code_and_a_finished_line_never_changes()
    {
        var codes = from language in Gen.Elements(Languages)
                    from pieces in Gen.Elements(Pieces).ListOf()
                    select (Language: language, Code: string.Concat(pieces));
        return Prop.ForAll(codes.ToArbitrary(), sample =>
        {
            // On a busy machine a pattern may give up on a line, which is plain then: not every time.
            IReadOnlyList<string> grown, once;
            var tries = 3;
            do (grown, once) = (Grown(sample.Code, sample.Language), CodeLines.Of(sample.Code, sample.Language));
            while (--tries > 0 && !grown.SequenceEqual(once));

            Assert.Equal(once, grown);
            Assert.Equal(sample.Code, new HtmlParser().ParseDocument($"<body><pre><code>{string.Concat(grown)}</code></pre>").QuerySelector("code")!.TextContent);
        });

        static IReadOnlyList<string> Grown(string code, string language)
        {
            var lines = new CodeLines(language);
            var finished = new List<string>();
            for (var length = 0; length <= code.Length; length++)
            {
                lines.Update(code[..length]);
                Assert.Equal(finished, lines.Html.Take(finished.Count));
                finished = [.. lines.Html.Where(line => line.EndsWith('\n'))];
            }

            return [.. lines.Html];
        }
    }

    [Fact]
    public void A_block_on_which_the_patterns_gave_up_once_stays_plain_from_there_on_and_is_not_tried_again()
    {
        var tried = new List<string>();
        var lines = new CodeLines("koka", (line, language, before, after) =>
        {
            tried.Add(line);
            return CodeHighlighter.TryColour(line, language, before, after);
        });
        const string First = "val x = 1\n";
        const string RunsAway = "val s = \"a text whose other quote is not there yet, for which the library's pattern needs two to the power of its length steps";
        lines.Update(First);
        lines.Update(First + RunsAway);
        Assert.Equal(["val x = 1", RunsAway], tried);
        Assert.Equal(RunsAway, lines.Html[1]);

        foreach (var more in new[] { "\"", "\"\nval y = 2", "\"\nval y = 2\nval z = 3\n" }) lines.Update(First + RunsAway + more);
        Assert.Equal(2, tried.Count);
        Assert.Contains("tok-keyword", lines.Html[0], StringComparison.Ordinal);
        Assert.Equal([RunsAway + "\"\n", "val y = 2\n", "val z = 3\n"], lines.Html.Skip(1));

        // Also where the block turns out to begin otherwise, up to there.
        lines.Update("val w = 0\n" + RunsAway + "\"\nval y = 2");
        Assert.Equal(["val w = 0"], tried.Skip(2));
    }

    [Theory]
    [InlineData("\"\\")]
    [InlineData("'")]
    [InlineData("a(")]
    [InlineData(" - ")]
    [InlineData("<a ")]
    [InlineData("{a:")]
    [InlineData("$(")]
    public void Lines_that_are_hard_on_patterns_come_out_whole(string piece)
    {
        foreach (var language in Languages)
        {
            var line = string.Concat(Enumerable.Repeat(piece, 900 / piece.Length));
            Assert.Equal(line, new HtmlParser().ParseDocument($"<body><pre>{string.Concat(CodeLines.Of(line, language))}</pre>").QuerySelector("pre")!.TextContent);
        }
    }

    [Fact]
    public void Copying_a_block_gives_its_code_as_it_was_written()
    {
        const string Code = "a\n\n  indented\n\tb\n<c> & d";
        var streamed = new MarkdownBlocks(_renderer, "m");
        foreach (var character in $"```js\n{Code}\n```\n") streamed.Append(character.ToString());
        streamed.Append("", complete: true);

        Assert.Equal(Code, new HtmlParser().ParseDocument(streamed.Blocks.Single().Html.Markup).QuerySelector("pre")!.TextContent);
        Assert.Equal(Code, Parse(Code, "js").QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void Only_the_last_line_of_a_growing_block_is_made_anew()
    {
        var blocks = new MarkdownBlocks(_renderer, "m");
        blocks.Append("```python\nx = 1\ny = 2\nz");
        var before = blocks.Blocks.Single().Parts!.Codes[0].Lines.ToList();
        blocks.Append(" = 3\nw");
        var after = blocks.Blocks.Single().Parts!.Codes[0].Lines;

        Assert.Same(before[0], after[0]);
        Assert.Same(before[1], after[1]);
        Assert.Equal(4, after.Count);
    }

    [Fact]
    public void Every_class_the_colours_use_is_in_the_stylesheet()
    {
        var css = File.ReadAllText(Path.Combine(ProjectRoot.Path, "ChatBot.Web", "wwwroot", "css", "prose.css"));

        Assert.All(CodeHighlighter.Classes, name => Assert.Contains($".{name} {{", css, StringComparison.Ordinal));
    }

    private IElement Parse(string code, string language) => new HtmlParser()
        .ParseDocument(string.Concat(MarkdownBlocks.Of($"~~~~{language}\n{code}\n~~~~", _renderer, "m").Select(block => block.Html.Markup))).Body!;
}
