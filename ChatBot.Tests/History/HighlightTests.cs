using ChatBot.Web.Components.History;
using FsCheck;

namespace ChatBot.Tests.History;

public sealed class HighlightTests
{
    [Theory]
    [InlineData("Name three fruits.", "frui", "Name three [frui]ts.")]
    [InlineData("Fruit and fruit", "FRUIT", "[Fruit] and [fruit]")]
    [InlineData("Crème brûlée", "creme", "[Crème] brûlée")]
    [InlineData("unfruitful fruit", "fruit", "unfruitful [fruit]")]
    [InlineData("chats in a chat", "chat chats", "[chats] in a [chat]")]
    [InlineData("私は東京に住んでいます", "東京", "私は[東京]に住んでいます")]
    [InlineData("Die Straße, die Strasse", "strasse", "Die [Straße], die [Strasse]")]
    [InlineData("Un cafe\u0301 noir", "cafe", "Un [cafe\u0301] noir")]
    [InlineData("한국어와 영한사전", "한", "[한]국어와 영한사전")]
    [InlineData("nothing here", "else", "nothing here")]
    [InlineData("", "else", "")]
    [InlineData("plain", "", "plain")]
    public void The_words_that_were_searched_for_are_marked(string text, string words, string marked) =>
        Assert.Equal(marked, string.Concat(Highlight.Split(text, words.Split(' ')).Select(piece => piece.IsHit ? $"[{piece.Text}]" : piece.Text)));

    [Property]
    public void The_pieces_are_the_text(NonNull<string> text, NonNull<string>[] words) =>
        Assert.Equal(text.Get, string.Concat(Highlight.Split(text.Get, [.. words.Select(word => word.Get)]).Select(piece => piece.Text)));
}
