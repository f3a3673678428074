using Bunit;
using ChatBot.Inference;
using ChatBot.Web.Components.Settings;
using ChatBot.Web.Conversations;

namespace ChatBot.Tests.Settings;

public sealed class SettingsDialogTests : BunitContext
{
    private static readonly ModelDefaults Small = new("small", 8192, 0.2f, 0.9f, 50, 8192, 1.1f);
    private static readonly ModelDefaults Large = new("large", 4096, 0.6f, 1, 0, 4096, 1);
    private ChatOverrides? _saved;

    public SettingsDialogTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Defaults_are_shown_and_one_model_is_fixed()
    {
        var dialog = Show(ChatOverrides.None, Small);
        Assert.Equal("small", dialog.Find("output#setting-model").TextContent);
        Assert.Equal("0.2", dialog.Find("#setting-temperature").GetAttribute("placeholder"));
        Assert.Empty(dialog.FindAll(".top .reset"));
        Assert.True(dialog.Find(".intro .reset").HasAttribute("disabled"));
    }

    [Fact]
    public void Another_model_shows_its_own_defaults_and_is_saved()
    {
        var dialog = Show(ChatOverrides.None, Small, Large);
        dialog.Find("#setting-model").Change("large");
        Assert.Equal("0.6", dialog.Find("#setting-temperature").GetAttribute("placeholder"));
        dialog.Find("form").Submit();
        Assert.Equal(new(Model: "large"), _saved);
    }

    [Fact]
    public void Each_setting_and_all_of_them_are_one_click_from_the_default()
    {
        var dialog = Show(new(Temperature: 0.7f, TopK: 3, SystemPrompt: "Be kind."), Small);
        Assert.Equal(3, dialog.FindAll(".top .reset").Count);
        dialog.Find(".top .reset[aria-label='Reset: Temperature']").Click();
        Assert.Equal("", dialog.Find("#setting-temperature").GetAttribute("value") ?? "");
        dialog.Find(".intro .reset").Click();
        dialog.Find("form").Submit();
        Assert.Equal(ChatOverrides.None, _saved);
    }

    [Fact]
    public void Nonsense_is_refused_in_words_beside_its_field_and_nothing_is_lost()
    {
        var dialog = Show(ChatOverrides.None, Small);
        dialog.Find("#setting-temperature").Change("hot");
        dialog.Find("#setting-top-k").Change("40");
        dialog.Find("form").Submit();
        Assert.Null(_saved);
        Assert.Equal("true", dialog.Find("#setting-temperature").GetAttribute("aria-invalid"));
        Assert.Contains("A number from 0 to 5", dialog.Find("#setting-temperature-hint").TextContent, StringComparison.Ordinal);
        Assert.Equal("40", dialog.Find("#setting-top-k").GetAttribute("value"));
    }

    [Fact]
    public void What_the_chat_refuses_is_said()
    {
        var dialog = Render<SettingsDialog>(parameters => parameters
            .Add(p => p.Models, [Small]).Add(p => p.OnSave, _ => Receipt.Refused("Not like this.")));
        dialog.Find("form").Submit();
        Assert.Equal("Not like this.", dialog.Find("form > .problem").TextContent);
    }

    private IRenderedComponent<SettingsDialog> Show(ChatOverrides overrides, params ModelDefaults[] models) => Render<SettingsDialog>(parameters => parameters
        .Add(p => p.Overrides, overrides).Add(p => p.Models, models).Add(p => p.OnSave, saved =>
        {
            _saved = saved;
            return Receipt.Accepted;
        }));
}
