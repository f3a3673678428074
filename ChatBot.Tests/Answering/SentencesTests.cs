using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class SentencesTests
{
    [Theory]
    [InlineData("First one. The second has the answer here. Third.", "answer", "The second has the answer here.")]
    [InlineData("Dr. Smith met Mr. Jones at 3.30 p.m. in St. Louis. They left.", "Jones", "Dr. Smith met Mr. Jones at 3.30 p.m. in St. Louis.")]
    [InlineData("It rose by 3.5 percent to $1.2 billion. Then it fell.", "1.2", "It rose by 3.5 percent to $1.2 billion.")]
    [InlineData("J. R. R. Tolkien wrote it. He was English.", "Tolkien", "J. R. R. Tolkien wrote it.")]
    [InlineData("Am 3. März 2024 wurde z.B. gezahlt. Danach nicht.", "gezahlt", "Am 3. März 2024 wurde z.B. gezahlt.")]
    [InlineData("He asked: “Who is it?” She answered at once. End.", "answered", "She answered at once.")]
    [InlineData("See fig. 3 and vol. 2 for it. Next.", "vol", "See fig. 3 and vol. 2 for it.")]
    [InlineData("end of page one without a stop\fThe next page has it. More.", "next", "The next page has it.")]
    [InlineData("last words of page\fnext page", "words", "last words of page")]
    [InlineData("INVOICE\n\nThe total is 5 euros. Pay soon.", "total", "The total is 5 euros.")]
    [InlineData("Payment terms\nThe invoice is payable within thirty days of the date that is printed above.", "payable",
        "The invoice is payable within thirty days of the date that is printed above.")]
    [InlineData("The invoice is payable within thirty days of\nthe date that is printed above. Thanks.", "date",
        "The invoice is payable within thirty days of\nthe date that is printed above.")]
    [InlineData("The invoice is payable to the account of\r\nMüller GmbH in Bonn. Thanks.", "account",
        "The invoice is payable to the account of\r\nMüller GmbH in Bonn.")]
    [InlineData("You need:\n• a pen\n• some paper\n• time", "paper", "• some paper")]
    [InlineData("1. Open the lid.\n2. Press the red button\n3. Wait", "red", "2. Press the red button")]
    [InlineData("one sentence only", "only", "one sentence only")]
    public void The_sentence_around_an_answer_is_found(string text, string answer, string expected)
    {
        var at = text.IndexOf(answer, StringComparison.Ordinal);
        var (start, end) = Sentences.Around(text, at, at + answer.Length);
        Assert.Equal(expected, text[start..end]);
    }

    [Fact]
    public void An_answer_across_two_sentences_gets_both()
    {
        const string text = "Zero. One two. Three four. Five.";
        var (start, end) = Sentences.Around(text, text.IndexOf("two", StringComparison.Ordinal), text.IndexOf("four", StringComparison.Ordinal));
        Assert.Equal("One two. Three four.", text[start..end]);
    }

    [Fact]
    public void A_text_without_full_stops_is_cut_at_words_near_the_answer()
    {
        var text = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"cell{i}"));
        var at = text.IndexOf("cell2500 ", StringComparison.Ordinal);
        var (start, end) = Sentences.Around(text, at, at + 8);
        Assert.InRange(end - start, 400, 600);
        Assert.All(text[start..end].Split(' '), word => Assert.Matches("^cell[0-9]+$", word));
    }

    [Property(Arbitrary = [typeof(DocumentTexts)], MaxTest = 1000)]
    public void It_always_holds_the_answer_and_stays_on_its_pages(DocumentText document, int a, int b)
    {
        var text = document.Value;
        var (first, second) = ((int)((uint)a % (text.Length + 1)), (int)((uint)b % (text.Length + 1)));
        var (start, end) = (Math.Min(first, second), Math.Max(first, second));
        var (from, to) = Sentences.Around(text, start, end);
        Assert.True(from >= 0 && from <= start && to >= end && to <= text.Length);
        Assert.DoesNotContain('\f', text[from..start]);
        Assert.DoesNotContain('\f', text[end..to]);
    }
}
