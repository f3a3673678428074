using ChatBot.Web.Localization;

namespace ChatBot.Tests.Browser;

public sealed class LanguageTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(_ => Scripts.Play("hello"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_chat_stays_in_the_readers_language_to_the_end_of_an_answer()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { Locale = "de-DE" });
        await window.AskAsync("Hallo");
        await window.FinishedAsync();

        await window.Page.GetByText("Die Antwort ist fertig.").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await window.LastAnswer.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Antwort kopieren" }).WaitForAsync();
        await window.Page.Context.AddCookiesAsync([new() { Name = Languages.CookieName, Value = "en", Url = _app.Address }]);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await Microsoft.Playwright.Assertions.Expect(window.Send).ToHaveAttributeAsync("title", "Send");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_a_script_refuses_is_said_in_the_readers_language_with_its_numbers()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { Locale = "de-DE" });
        await window.Field.EvaluateAsync("field => { field.value = 'a'.repeat(250001); field.dispatchEvent(new Event('input', { bubbles: true })); }");
        await window.Send.ClickAsync();

        await window.Page.GetByText("Diese Nachricht hat 250.001 Zeichen; höchstens 250.000 sind möglich.").WaitForAsync();
    }
}
