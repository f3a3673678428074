using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ChatBot.Tests.Browser;
using ChatBot.Web.Localization;

namespace ChatBot.Tests.Localization;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", null, "de")]
    [InlineData("en-GB,en;q=0.9,de;q=0.8", null, "en")]
    [InlineData("fr-FR,fr;q=0.9,de;q=0.7,en;q=0.5", null, "de")]
    [InlineData("fr-FR,fr;q=0.9", null, "en")]
    [InlineData(null, null, "en")]
    [InlineData("en-GB,en;q=0.9", "de", "de")]
    [InlineData("de-DE", "en", "en")]
    [InlineData("de-DE", "xx", "de")]
    [InlineData("de-DE", "../etc", "de")]
    public async Task A_page_is_in_the_chosen_language_else_in_the_browsers_else_in_English(string? accepted, string? chosen, string expected)
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var client = new HttpClient { BaseAddress = new(app.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accepted is not null) request.Headers.Add("Accept-Language", accepted);
        if (chosen is not null) request.Headers.Add("Cookie", $"{Languages.CookieName}={chosen}");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(expected, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("ltr", page.DocumentElement.GetAttribute("dir"));
        Assert.StartsWith(expected, response.Content.Headers.ContentLanguage.Single(), StringComparison.Ordinal);
        Assert.Equal(expected == "de" ? "Senden" : "Send", page.QuerySelector(".send")!.GetAttribute("title"));
    }

    [Fact]
    public async Task The_error_page_is_in_the_readers_language_too()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var client = new HttpClient { BaseAddress = new(app.Address) };
        client.DefaultRequestHeaders.Add("Accept-Language", "de");
        var page = new HtmlParser().ParseDocument(
            await (await client.GetAsync("/no-such-page", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("Hier gibt es keine Seite", page.QuerySelector("h1")!.Text());
    }
}
