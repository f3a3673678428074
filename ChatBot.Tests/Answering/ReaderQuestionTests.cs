using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class ReaderQuestionTests
{
    [Fact]
    public void What_fits_is_kept_whole()
    {
        var question = Of("The tower is old. Who built it? Thank you.", longest: 64);
        Assert.Equal("the tower is old. who built it? thank you.", Kept(question));
        Assert.False(question.WasCut);
    }

    [Theory]
    [InlineData("The tower is old. Who built it? Thank you.", "who built it?")]
    [InlineData("It stands in Paris. Who built it? And when?", "who built it? and when?")]
    [InlineData("Is it as old as that? Who built it? And when?", "who built it? and when?")]
    [InlineData("Who built it? It stands in Paris. It is old.", "who built it?")]
    [InlineData("Who built it?! It stands in Paris, and it is old", "who built it?")]
    [InlineData("It stands in Paris. Who built it, and when, and how?", "who built it, and when, and")]
    [InlineData("See a.org/?x=1 for it. It stands in Paris. Find who built it.", "see a. org /? x =")]
    [InlineData("Name the people who built it and when they did so", "name the people who built it and when")]
    public void Of_more_the_sentences_that_ask_are_kept_or_else_the_beginning(string text, string kept)
    {
        var question = Of(text, longest: 8);
        Assert.Equal(kept, Kept(question));
        Assert.True(question.WasCut);
    }

    [Fact]
    public void Of_a_huge_text_the_question_at_its_end_is_found()
    {
        var question = Of(string.Concat(Enumerable.Repeat("It is old. ", 100_000)) + "Who built it?", longest: 8);
        Assert.Equal("who built it?", Kept(question));
        Assert.True(question.WasCut);
        Assert.InRange(question.Text.Length, 1, 10_000);
    }

    private static ReaderQuestion Of(string text, int longest) => ReaderQuestion.Of(TestReaders.Shipped.Tokenizer, text, longest);

    private static string Kept(ReaderQuestion question) => TestReaders.Shipped.Tokenizer.Decode(question.Ids);
}
