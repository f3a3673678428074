using System.Globalization;
using Bunit;
using ChatBot.Inference.Models;
using ChatBot.Web.Components.Layout;
using ChatBot.Web.Localization;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Localization;

public sealed class PageComponentTests : BunitContext
{
    [Fact]
    public async Task A_page_keeps_its_language_whichever_thread_makes_it_render()
    {
        var status = new ModelStatus();
        Services.AddSingleton(status);
        IRenderedComponent<ModelBanner> banner = null!;
        // A flow of its own, so that the test's other code goes on in English.
        await Task.Run(() =>
        {
            Languages.Speak(CultureInfo.GetCultureInfo("de"));
            banner = Render<ModelBanner>();
        }, Xunit.TestContext.Current.CancellationToken);

        await Task.Run(() => status.Report(new ModelState.Unavailable([new("a", "b", "c")])), Xunit.TestContext.Current.CancellationToken);

        banner.WaitForAssertion(() => Assert.Equal("Noch kann kein Modell antworten", banner.Find("h2").TextContent));
        Assert.Equal("en", CultureInfo.CurrentUICulture.Name);
    }
}
