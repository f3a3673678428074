using System.Globalization;
using ChatBot.Web.Localization;
using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Rendering;

public sealed class FinishedBlocksTests
{
    private readonly FinishedBlocks _finished = new(new());
    private readonly object _owner = new();

    [Fact]
    public void A_finished_text_is_rendered_once()
    {
        var blocks = _finished.Of(_owner, "one\n\n**two**", "m");

        Assert.Equal(["<p dir=\"auto\">one</p>", "<p dir=\"auto\"><strong>two</strong></p>"], blocks.Select(block => block.Html.Markup.Trim()));
        Assert.All(blocks, block => Assert.True(block.IsClosed));
        Assert.Same(blocks, _finished.Of(_owner, "one\n\n**two**", "m"));
    }

    [Fact]
    public void A_text_that_was_continued_is_rendered_anew()
    {
        var before = _finished.Of(_owner, "one", "m");
        var after = _finished.Of(_owner, "one two", "m");

        Assert.NotSame(before, after);
        Assert.Contains("one two", Assert.Single(after).Html.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_texts_have_their_own() => Assert.NotSame(_finished.Of(_owner, "one", "a"), _finished.Of(new(), "one", "b"));

    [Fact]
    public void A_reader_of_another_language_has_its_buttons_in_it()
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            Languages.Speak(CultureInfo.GetCultureInfo("en"));
            var english = _finished.Of(_owner, "```\nx\n```", "m")[0].Html.Markup;
            Languages.Speak(CultureInfo.GetCultureInfo("de"));

            Assert.NotEqual(english, _finished.Of(_owner, "```\nx\n```", "m")[0].Html.Markup);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }
}
