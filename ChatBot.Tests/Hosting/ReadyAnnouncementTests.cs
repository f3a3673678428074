using ChatBot.Web.Hosting;

namespace ChatBot.Tests.Hosting;

public sealed class ReadyAnnouncementTests
{
    [Fact]
    public void Addresses_that_a_browser_can_open_are_told_as_they_are() =>
        Assert.Equal(["http://127.0.0.1:5080", "https://chat.example.org:443"], ReadyAnnouncement.Openable(["http://127.0.0.1:5080", "https://chat.example.org:443"], "desk"));

    [Theory]
    [InlineData("http://[::]:5080")]
    [InlineData("http://0.0.0.0:5080")]
    public void Every_address_of_the_machine_is_told_as_one_for_here_and_one_for_the_others(string address) =>
        Assert.Equal(["http://localhost:5080", "http://desk:5080"], ReadyAnnouncement.Openable([address, address], "desk"));
}
