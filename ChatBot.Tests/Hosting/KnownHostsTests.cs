using System.Net;
using ChatBot.Tests.Browser;
using ChatBot.Web.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ChatBot.Tests.Hosting;

public sealed class KnownHostsTests
{
    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("LocalHost.:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("192.168.1.20")]
    [InlineData("[::1]:5080")]
    [InlineData("[fe80::1]")]
    [InlineData("my-machine:5080")]
    [InlineData("my-machine.local")]
    [InlineData("chat.internal")]
    [InlineData("chatbot.localhost")]
    [InlineData("")]
    public void Names_that_no_stranger_can_have_are_known_without_a_setting(string host) => Assert.True(IsKnown(host));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example:5080")]
    [InlineData("notlocal.example")]
    [InlineData("fritz.box")]
    public void Names_that_a_stranger_can_have_are_not(string host) => Assert.False(IsKnown(host));

    [Theory]
    [InlineData("chat.example.org", "chat.example.org", true)]
    [InlineData("other.example; *.example.org", "chat.example.org:8080", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("chat.example.org", "evil.example", false)]
    [InlineData("chat.example.org", "127.0.0.1", true)]
    [InlineData("*", "evil.example", true)]
    public void A_setting_adds_names(string allowed, string host, bool isKnown) => Assert.Equal(isKnown, IsKnown(host, (KnownHosts.Setting, allowed)));

    [Theory]
    [InlineData("urls", "http://127.0.0.1:5080;http://chat.example.org:80")]
    [InlineData("Kestrel:Endpoints:Https:Url", "https://chat.example.org")]
    public void A_name_that_the_server_is_told_to_listen_at_is_known(string setting, string addresses)
    {
        Assert.True(IsKnown("chat.example.org", (setting, addresses)));
        Assert.False(IsKnown("evil.example", (setting, addresses)));
    }

    [Fact]
    public void Listening_everywhere_is_no_leave_for_every_name() => Assert.False(IsKnown("evil.example", ("urls", "http://*:5080;http://+:80")));

    [Theory]
    [InlineData("/")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/health/live")]
    public async Task A_request_for_a_strangers_name_is_refused_and_told_the_setting(string path)
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));

        using var response = await GetAsync(app, path, "evil.example");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("“evil.example”", text, StringComparison.Ordinal);
        Assert.Contains("AllowedHosts=evil.example", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_was_allowed_is_answered_and_the_numbers_still_are()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""), more: builder => builder.Configuration[KnownHosts.Setting] = "chat.example.org");

        foreach (var host in (string?[])["chat.example.org", null])
        {
            using var response = await GetAsync(app, "/", host);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static bool IsKnown(string host, params (string Key, string Value)[] settings) => KnownHosts.IsKnown(
        new HostString(host),
        KnownHosts.Allowed(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build()));

    private static async Task<HttpResponseMessage> GetAsync(RunningApp app, string path, string? host)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Address) };
        client.DefaultRequestHeaders.Host = host;
        return await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }
}
