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

    [Theory]
    [InlineData("谁写了这本书？", "鲁迅写了这本书。")]
    [InlineData("東京タワーの高さは？", "東京タワーは高い。")]
    public void In_scripts_without_spaces_they_are_found_by_their_characters(string question, string needle)
    {
        var filler = string.Concat(Enumerable.Repeat("天气很好，我们去公园散步。きょうは雨がふる。", 10));
        var (windows, texts) = Cover(filler + needle + filler, filler);
        var chosen = WindowSelection.Choose(windows, texts, question, 1, TestContext.Current.CancellationToken);
        var (text, tokens) = texts[Assert.Single(chosen).Document];
        Assert.Contains(needle[..3], text[tokens.Starts[chosen[0].Start]..tokens.Ends[chosen[0].End - 1]], StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_all_scripts_are_told_apart()
    {
        List<(string, int)> terms = [];
        SearchTerms.Visit("Die 東京タワー ist in 東, Tōkyō", (term, start) => terms.Add((term.ToString(), start)));
        Assert.Equal([("die", 0), ("東京", 4), ("京タ", 5), ("タワ", 6), ("ワー", 7), ("ist", 10), ("in", 14), ("東", 17), ("tokyo", 20)], terms);
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
