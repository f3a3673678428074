using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Layout;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Documents.Layout;

public sealed class TextAssemblerTests
{
    [Fact]
    public void Words_lines_blocks_and_pages_are_joined_by_their_separators()
    {
        var document = Assemble(
            Page(1, ["one two", "three"], ["four"]),
            Page(2),
            Page(3, ["five"]));

        Assert.Equal("one two\nthree\n\nfour\f\ffive", document.Text);
        Assert.Equal([(1, 0, 19), (2, 20, 0), (3, 21, 4)], document.Pages.Select(page => (page.Number, page.Start, page.Length)));
        Assert.Equal(1, document.PageAt(19).Number); // the form feed belongs to the page before
        Assert.Equal(3, document.PageAt(document.Text.Length).Number);
    }

    [Theory]
    [InlineData("effi-", "cient", "efficient")]
    [InlineData("effi\u00AD", "cient", "efficient")]
    [InlineData("Lucene-", "BM25", "Lucene-BM25")]
    [InlineData("d-", "dimensional", "d-dimensional")]
    [InlineData("2013-", "2014", "2013-2014")]
    [InlineData("Vor-", "und Nachteile", "Vor-\nund Nachteile")]
    [InlineData("dash -", "not a word", "dash -\nnot a word")]
    public void A_hyphen_at_the_end_of_a_line_is_judged(string first, string second, string text) =>
        Assert.Equal(text, Assemble(Page(1, [first, second])).Text);

    [Fact]
    public void The_documents_own_spelling_decides_about_a_hyphen()
    {
        Assert.StartsWith("a dual-encoder is", Assemble(Page(1, ["a dual-", "encoder is", "the dual-encoder thing"])).Text, StringComparison.Ordinal);
        Assert.StartsWith("a dualencoder is", Assemble(Page(1, ["a dual-", "encoder is", "the dualencoder thing"])).Text, StringComparison.Ordinal);
        Assert.StartsWith("a well-known fact", Assemble(Page(1, ["a well-", "known fact", "it is well and also known here"])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_joined_word_has_a_box_on_each_line_and_may_go_on_in_the_next_column()
    {
        var document = Assemble(Page(1, ["the ques-"], ["tion is"]));

        Assert.Equal("the question is", document.Text);
        Assert.Equal(2, document.Words[1].Boxes.Count());
        Assert.Equal(2, document.Highlight(4, 8).Count);
    }

    [Fact]
    public void A_sentence_is_marked_line_by_line()
    {
        var document = Assemble(Page(1, ["one two three", "four five"]));

        var marks = document.Highlight(4, document.Text.Length - 4);

        Assert.Equal(2, marks.Count);
        Assert.Equal(document.Words[1].Box.Union(document.Words[2].Box), marks[0].Box);
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(1, 4).Where(i => document.WordsIn(4, 100).Contains(document.Words[i])));
    }

    [Fact]
    public void Text_over_the_limit_is_left_out_and_its_page_says_so()
    {
        var document = TextAssembler.Assemble("a.pdf", [Page(1, ["short"]), Page(2, [new string('x', 2000)])], new DocumentLimits { TextLength = 1000 });

        Assert.Equal("short\f", document.Text);
        Assert.Equal(DocumentProblemKind.TooMuchData, document.Pages[1].Problem!.Kind);
        Assert.Contains("1000", document.Pages[1].Problem!.Reason, StringComparison.Ordinal);
    }

    [Property(MaxTest = 300)]
    public Property Whatever_is_read_the_promises_hold_and_json_gives_it_back()
    {
        var word = Gen.Elements("a", "foo", "ba-", "Qux-", "\u00AD", "so\u00ADft-", "und", "1", "é", "𝛼x", "x", "-", "2-").Select(text => text);
        var pages = word.ListOf().Select(list => list.Chunk(3).ToArray()).ListOf().Select(lines => lines.ToArray());
        return Prop.ForAll(pages.ToArbitrary(), content =>
        {
            var document = Assemble([.. content.Select((lines, i) => Page(i + 1, [.. lines.Select(line => new[] { string.Join(' ', line) })])), Page(content.Length + 1)]);
            Reading.CheckInvariants(document);
            using var stream = new MemoryStream();
            ExtractedDocumentJson.WriteAsync(stream, document).GetAwaiter().GetResult();
            stream.Position = 0;
            var again = ExtractedDocumentJson.ReadAsync(stream).GetAwaiter().GetResult();
            return again.Text == document.Text && again.FileName == document.FileName && again.Pages.SequenceEqual(document.Pages)
                && again.Words.Select(Key).SequenceEqual(document.Words.Select(Key));
        });
    }

    private static (int, int, string) Key(ExtractedWord word) => (word.Start, word.Length, string.Join(',', word.Boxes));

    internal static ExtractedDocument Assemble(params PageContent[] pages) => TextAssembler.Assemble("a.pdf", pages, new DocumentLimits());

    /// <summary>A page of blocks of lines, set on a grid.</summary>
    internal static PageContent Page(int number, params string[][] blocks)
    {
        var row = 0;
        return new PageContent(number, 595, 842)
        {
            Blocks = [.. blocks.Select(lines => new LayoutBlock([.. lines.Select(line => Line(line, 0.2f + row++ * 0.02f))]))],
        };
    }

    internal static LayoutLine Line(string text, float top) =>
        new([.. text.Split(' ').Select((word, i) => new LayoutWord(word, new PageBox(0.1f + i * 0.05f, top, 0.14f + i * 0.05f, top + 0.015f)))]);
}
