using ChatBot.Inference.Answering;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Answering;

public class WindowSelectionTests
{
    private static readonly TextTokenizer Tokenizer = Tokenizers.Get("minilm");

    [Fact]
    public void Everything_is_read_where_the_budget_allows()
    {
        var (windows, texts) = Cover("a b c d e f g h");
        Assert.Same(windows, WindowSelection.Choose(windows, texts, "a", windows.Count, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Who wrote the Requirements?", "the REQUIREMENT was written by Ada")]
    [InlineData("Wann war die Münchener Übergabe?", "uebergabe und ÜBERGABE in MÜNCHENER Sälen")]
    [InlineData("What did the companies sign?", "a company signed")]
    public void Windows_with_the_questions_words_come_first_whatever_their_case_accents_and_plurals(string question, string needle)
    {
        var filler = string.Join(' ', Enumerable.Repeat("who what did the of and was die der lorem ipsum dolor", 40));
        var (windows, texts) = Cover($"{filler} {filler}", $"{filler} {needle} {filler}", filler);
        var window = Assert.Single(WindowSelection.Choose(windows, texts, question, 1, TestContext.Current.CancellationToken));
        Assert.Equal(1, window.Document);
        var (text, tokens) = texts[1];
        Assert.Contains(needle.Split(' ').MaxBy(word => word.Length)!, text[tokens.Starts[window.Start]..tokens.Ends[window.End - 1]], StringComparison.Ordinal);
    }

    [Fact]
    public void Chosen_windows_keep_their_order()
    {
        var (windows, texts) = Cover(string.Join(' ', Enumerable.Range(0, 500).Select(i => i % 50 == 0 ? "needle" : $"w{i}")));
        var chosen = WindowSelection.Choose(windows, texts, "needle", 5, TestContext.Current.CancellationToken);
        Assert.Equal(5, chosen.Count);
        Assert.Equal(chosen.OrderBy(window => window.Start), chosen);
    }

    [Fact]
    public void A_question_of_empty_words_only_is_searched_by_those()
    {
        Assert.Equal(["who", "are", "they"], SearchTerms.OfQuestion("Who are they?").Keys);
        Assert.Equal(["tower", "built"], SearchTerms.OfQuestion("When was the tower built?").Keys);
        Assert.Empty(SearchTerms.OfQuestion("???"));
    }

    private static (List<Window> Windows, List<(string Text, DocumentTokens Tokens)> Texts) Cover(params string[] texts)
    {
        var documents = texts.Select(text => (text, DocumentTokens.Of(Tokenizer, text))).ToList();
        return ([.. documents.SelectMany((document, i) => Window.Cover(i, document.Item2.Count, 50, 12))], documents);
    }
}
