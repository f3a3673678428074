using ChatBot.Tests.Rendering.Samples;
using ChatBot.Web.Rendering;
using FsCheck;
using FsCheck.Fluent;
using Markdig.Syntax;

namespace ChatBot.Tests.Rendering;

/// <summary>
/// What a reader sees while an answer is written. A flash of raw syntax is text that is shown and then taken back, so every frame must
/// be the beginning of the last one.
/// </summary>
public sealed class PrefixTests
{
    // What only the end of a text can tell: whether a note comes for a footnote, whether an opening mark has a partner, whether a line of
    // pipes is a table's first. They are taken for what they nearly always are.
    private static readonly HashSet<string> ToldByTheEnd = ["a footnote without a note", "emphasis that never ends", "a line like a table's"];

    private readonly HtmlRenderer _renderer = new();

    public static TheoryData<string> Names => [.. Sample.All.Select(sample => sample.Name)];

    [Fact]
    public void There_are_sixty_documents_and_more() => Assert.InRange(Sample.All.Count, 60, 200);

    [Theory]
    [MemberData(nameof(Names))]
    public void No_prefix_shows_what_is_later_taken_back(string name)
    {
        var text = Sample.Named(name).Text;
        var last = Frame.Of(MarkdownBlocks.Of(text, _renderer, "m"));
        var blocks = new MarkdownBlocks(_renderer, "m");
        foreach (var character in text.EnumerateRunes())
        {
            blocks.Append(character.ToString());
            Check(blocks);
            var atOnce = new MarkdownBlocks(_renderer, "m");
            atOnce.Append(text[..blocks.Length]);
            Check(atOnce);
        }

        blocks.Append("", complete: true);
        Assert.Equal(OneShot(text), blocks.Blocks.Select(block => block.Html.Markup));

        void Check(MarkdownBlocks shown)
        {
            var frame = Frame.Of(shown.Blocks);
            Assert.True(ToldByTheEnd.Contains(name) || frame.IsOnTheWayTo(last), $"After \"{text[..shown.Length]}\":\n{frame}\nbut at last\n{last}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_prefix_touches_a_closed_block(string name)
    {
        var text = Sample.Named(name).Text;
        var blocks = new MarkdownBlocks(_renderer, "m");
        var closed = new Dictionary<int, (int Version, string Markup)>();
        foreach (var character in text)
        {
            blocks.Append(character.ToString());
            Check();
        }

        blocks.Append("", complete: true);
        Check();

        void Check()
        {
            foreach (var (key, (version, markup)) in closed)
            {
                Assert.Equal(version, blocks.Blocks[key].Version);
                Assert.Equal(markup, blocks.Blocks[key].Html.Markup);
            }

            foreach (var block in blocks.Blocks.Where(block => block.IsClosed)) closed.TryAdd(block.Key, (block.Version, block.Html.Markup));
        }
    }

    [Property(MaxTest = 250)]
    public Property Any_chunks_of_any_document_end_in_the_same_page_and_show_nothing_raw()
    {
        var splits = from sample in Gen.Elements(Sample.All.Where(sample => !ToldByTheEnd.Contains(sample.Name)).ToArray())
                     from cuts in Gen.Choose(0, sample.Text.Length - 1).ListOf()
                     select (sample.Text, Cuts: cuts.Where(cut => !char.IsLowSurrogate(sample.Text[cut])).Append(0).Append(sample.Text.Length).Distinct().Order().ToList());
        return Prop.ForAll(splits.ToArbitrary(), split =>
        {
            var last = Frame.Of(MarkdownBlocks.Of(split.Text, _renderer, "m"));
            var blocks = new MarkdownBlocks(_renderer, "m");
            foreach (var (from, to) in split.Cuts.Zip(split.Cuts.Skip(1)))
            {
                blocks.Append(split.Text[from..to]);
                Assert.True(Frame.Of(blocks.Blocks).IsOnTheWayTo(last), split.Text[..to]);
            }

            blocks.Append("", complete: true);
            Assert.Equal(OneShot(split.Text), blocks.Blocks.Select(block => block.Html.Markup));
        });
    }

    private IEnumerable<string> OneShot(string text) => MarkdownText.Parse(text)
        .Where(block => block is not LinkReferenceDefinitionGroup)
        .Select(block => _renderer.Render(MarkdownText.ToHtml(block), "m").Markup);
}
