using ChatBot.Web.Components.History;

namespace ChatBot.Tests.History;

public sealed class SavedFileTests
{
    [Theory]
    [InlineData("What is a rainbow?", "What is a rainbow.md")]
    [InlineData("../../etc/passwd", "etc passwd.md")]
    [InlineData("a\\b:c*d|e<f>g\"h", "a b c d e f g h.md")]
    [InlineData("  …  ", "chat.md")]
    [InlineData("", "chat.md")]
    [InlineData("two\nlines", "two lines.md")]
    public void A_file_is_named_after_its_chat_as_every_system_allows(string title, string name) =>
        Assert.Equal(name, SavedFile.NameOf(title, ".md"));

    [Fact]
    public void A_long_name_is_cut_between_characters() =>
        Assert.Equal(new string('a', 59) + ".md", SavedFile.NameOf(new string('a', 59) + "🌈 and more", ".md"));
}
