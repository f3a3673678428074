using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Layout;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Documents.Layout;

public sealed class ReadingOrderTests
{
    // A title over two columns of three paragraphs, a figure's caption over both, and two columns again.
    private static readonly PageBox[] Article =
    [
        new(0.1f, 0.05f, 0.9f, 0.10f),
        new(0.1f, 0.15f, 0.48f, 0.25f), new(0.1f, 0.27f, 0.48f, 0.37f), new(0.1f, 0.39f, 0.48f, 0.5f),
        new(0.52f, 0.15f, 0.9f, 0.3f), new(0.52f, 0.32f, 0.9f, 0.5f),
        new(0.1f, 0.55f, 0.9f, 0.6f),
        new(0.1f, 0.65f, 0.48f, 0.8f), new(0.1f, 0.82f, 0.48f, 0.95f),
        new(0.52f, 0.65f, 0.9f, 0.95f),
    ];

    [Property]
    public Property Columns_are_read_one_after_the_other_in_whatever_order_they_are_drawn() =>
        Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, Article.Length).ToArray()).ToArbitrary(), drawn =>
            ReadingOrder.Of([.. drawn.Select(i => Article[i])]).Select(i => drawn[i]).SequenceEqual(Enumerable.Range(0, Article.Length)));

    [Property]
    public Property Every_block_comes_once_whatever_the_boxes()
    {
        var number = Gen.Choose(0, 100).Select(value => value / 100f);
        var boxes = number.ArrayOf(4).Select(edges =>
            new PageBox(Math.Min(edges[0], edges[1]), Math.Min(edges[2], edges[3]), Math.Max(edges[0], edges[1]), Math.Max(edges[2], edges[3]))).ListOf();
        return Prop.ForAll(boxes.ToArbitrary(), list =>
            ReadingOrder.Of([.. list]).Order().SequenceEqual(Enumerable.Range(0, list.Count)));
    }

    [Fact]
    public void A_page_of_very_many_blocks_keeps_the_order_of_drawing() =>
        Assert.Equal(Enumerable.Range(0, 1000), ReadingOrder.Of([.. Enumerable.Range(0, 1000).Select(i => new PageBox(0, 1 - i / 1000f, 1, 1))]));
}
