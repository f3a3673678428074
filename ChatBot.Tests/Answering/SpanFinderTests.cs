using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class SpanFinderTests
{
    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void Scores_that_are_no_numbers_give_no_answer(float score)
    {
        var tokens = DocumentTokens.Of(TestReaders.Shipped.Tokenizer, "one two three four");
        var window = new Window(0, 0, tokens.Count);
        float[] start = [0, 0, 1, 2, score, 0], end = [0, 0, 1, 2, 3, score];
        var spans = SpanFinder.Find([window], 0, new WindowLogits(start, end), contextStart: 2, tokens, longest: 30, count: 20);

        Assert.NotEmpty(spans);
        Assert.All(spans, span => Assert.True(double.IsFinite(span.Margin)));
    }
}
