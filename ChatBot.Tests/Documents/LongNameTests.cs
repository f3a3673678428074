using ChatBot.Web.Documents;
using FsCheck;

namespace ChatBot.Tests.Documents;

public sealed class LongNameTests
{
    [Theory]
    [InlineData("lease.pdf", "lease.pdf", "")]
    [InlineData("workshop-lease.pdf", "workshop", "-lease.pdf")]
    [InlineData("Quarterly report of the town 2025.pdf", "Quarterly report of the tow", "n 2025.pdf")]
    [InlineData("a name without any extension", "a name without any ext", "ension")]
    [InlineData("Bescheid vom 3. November über alles", "Bescheid vom 3. November über", " alles")]
    [InlineData("a family on a photograph 👨‍👩‍👧‍👦12345.jpeg", "a family on a photograph ", "👨‍👩‍👧‍👦12345.jpeg")]
    public void A_long_name_keeps_its_end_with_the_extension(string name, string head, string tail) => Assert.Equal((head, tail), LongName.Part(name));

    [Property]
    public void The_parts_of_any_name_are_the_name(NonNull<string> name, NonNull<string> more)
    {
        var whole = string.Concat(Enumerable.Repeat(name.Get, 5)) + more.Get;
        var (head, tail) = LongName.Part(whole);

        Assert.Equal(whole, head + tail);
        Assert.False(tail.Length > 0 && char.IsLowSurrogate(tail[0]) && char.IsHighSurrogate(head[^1]));
    }
}
