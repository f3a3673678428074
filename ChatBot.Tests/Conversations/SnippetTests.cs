using ChatBot.Web.Conversations.Storage;
using FsCheck;

namespace ChatBot.Tests.Conversations;

public sealed class SnippetTests
{
    [Theory]
    [InlineData("The tin is here.", "tin", "tin is here.")]
    [InlineData("In the tinder tin lies a tin.", "tin", "tinder")]
    [InlineData("A martin, a satin, and a Tin at last", "tin", "Tin at last")]
    [InlineData("Wir sind in der Großen Straße", "strasse", "Straße")]
    [InlineData("Un cafe\u0301 noir", "cafe", "cafe\u0301 noir")]
    [InlineData("これは日本語です", "日本", "日本語です")]
    [InlineData("이것은 한국어입니다", "한국", "한국어입니다")]
    [InlineData("half a pair \uD83D and more", "more", "more")]
    public void A_word_is_found_where_it_begins_as_the_search_finds_it(string text, string typed, string from)
    {
        var word = SearchText.Words(typed)[0].Text.Replace(" ", "", StringComparison.Ordinal);

        Assert.StartsWith(from, text[new FoldedText(text).Find(word)!.Value.At..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a martin in satin", "tin")]
    [InlineData("", "tin")]
    [InlineData("tin", "tins")]
    [InlineData("tin", "")]
    public void A_word_that_does_not_begin_anywhere_is_not_found(string text, string word) => Assert.Null(new FoldedText(text).Find(word));

    [Fact]
    public void A_snippet_is_one_line_around_the_first_word_that_is_there()
    {
        var text = $"{string.Concat(Enumerable.Repeat("so it goes ", 50))}\n\nand then\tthe needle\n{string.Concat(Enumerable.Repeat("on and on ", 50))}";

        var snippet = Snippets.Around(text, [("haystack", false), ("needle", false)]);

        Assert.Contains("and then the needle on and on", snippet, StringComparison.Ordinal);
        Assert.Equal(('…', '…'), (snippet[0], snippet[^1]));
        Assert.InRange(snippet.Length, 80, 170);
        Assert.StartsWith("so it goes", Snippets.Around(text, [("haystack", false)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snippet_from_near_the_beginning_starts_at_the_beginning_and_not_in_its_first_word() =>
        Assert.StartsWith("Explain to a ten-year-old", Snippets.Around("Explain to a ten-year-old how a rainbow comes about.", [("rainbow", false)]), StringComparison.Ordinal);

    [Theory]
    [InlineData("## How it works\n\n1. Light **bends** in `angle()`.\n2. 2 * 3 is 6", "How it works Light bends in angle(). 2 * 3 is 6")]
    [InlineData("> quoted\n- one\n\n| a | b |\n|---|:--|\n| c | d |", "quoted one a b c d")]
    [InlineData("a-b, x > y, #5, snake_case and a|b", "a-b, x > y, #5, snake_case and a|b")]
    [InlineData("It *bounces* and _falls_ with $v^2$; ~~no~~ see [the page](https://example.org/a).", "It bounces and falls with v^2; no see the page.")]
    [InlineData("$$\na^2 + b^2\n$$\n- [x] done\n\n```c\nint *p = a * b; // `x`\n```\n", "a^2 + b^2 done int *p = a * b; // `x`")]
    [InlineData("5 &lt; 6, <b>bold</b>, <https://example.org>", "5 < 6, <b>bold</b>, https://example.org")]
    public void A_snippet_of_an_answer_shows_words_and_not_how_they_are_marked(string text, string shown) =>
        Assert.Equal(shown, Snippets.Around(text, [], isMarkdown: true));

    [Fact]
    public void A_snippet_of_a_question_shows_it_as_it_was_written() => Assert.Equal("is *p++ `safe`?", Snippets.Around("is *p++\n `safe`?", []));

    [Fact]
    public void A_snippet_of_a_long_answer_is_read_around_the_word_only_and_finds_it()
    {
        var text = $"{string.Concat(Enumerable.Repeat("so *it* `goes`\n\n", 4_000))}and **then** the *needle* [there](https://example.org)\n\n{string.Concat(Enumerable.Repeat("on **and** on ", 4_000))}";

        var snippet = Snippets.Around(text, [("needle", false)], isMarkdown: true);
        Assert.StartsWith("…goes so it goes and then the needle there on and on on and on", snippet, StringComparison.Ordinal);
        Assert.EndsWith("on and…", snippet, StringComparison.Ordinal);
    }

    [Property]
    public void A_snippet_of_any_answer_is_one_line_of_bounded_length(NonNull<string> text, NonNull<string> word) =>
        Assert.InRange(Snippets.Around(text.Get, [(word.Get, false)], isMarkdown: true).Split('\n').Single().Length, 0, 140);
}
