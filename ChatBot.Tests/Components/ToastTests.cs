using Bunit;
using ChatBot.Tests.Conversations;
using ChatBot.Web.Components.Layout;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Components;

public sealed class ToastTests : BunitContext
{
    private readonly ManualTimeProvider _time = new();
    private readonly Toasts _toasts = new();

    public ToastTests()
    {
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(_toasts);
    }

    [Fact]
    public void One_that_tells_of_work_stays_until_the_work_is_done()
    {
        var stack = Render<ToastStack>();
        var work = _toasts.ShowWork("Importing the chats…");
        stack.WaitForAssertion(() => Assert.Contains("Importing", stack.Markup, StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(work, Assert.Single(_toasts.Shown));
        _toasts.Dismiss(work);
        stack.WaitForAssertion(() => Assert.Empty(stack.FindAll(".toast")));
    }

    [Fact]
    public void What_was_done_is_told_to_screen_readers_too_and_goes_by_itself()
    {
        var stack = Render<ToastStack>();
        _toasts.Show("The chat was deleted.");

        stack.WaitForAssertion(() => Assert.Equal("The chat was deleted.", stack.Find("[role=status] p").TextContent));
        _time.Advance(TimeSpan.FromSeconds(6));
        stack.WaitForAssertion(() => Assert.Empty(stack.FindAll(".toast")));
    }

    [Fact]
    public void Its_button_does_what_it_says_once()
    {
        var undone = 0;
        var stack = Render<ToastStack>();
        _toasts.Show("The chat was deleted.", "Undo", () =>
        {
            undone++;
            return Task.CompletedTask;
        });

        stack.WaitForElement(".act").Click();
        stack.WaitForAssertion(() => Assert.Empty(stack.FindAll(".toast")));
        Assert.Equal(1, undone);
    }

    [Fact]
    public void It_stays_while_it_is_pointed_at()
    {
        var stack = Render<ToastStack>();
        _toasts.Show("The chat was deleted.", "Undo", () => Task.CompletedTask);
        stack.WaitForElement(".toast").TriggerEvent("onpointerenter", new Microsoft.AspNetCore.Components.Web.PointerEventArgs());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(stack.FindAll(".toast"));

        stack.Find(".toast").TriggerEvent("onpointerleave", new Microsoft.AspNetCore.Components.Web.PointerEventArgs());
        _time.Advance(TimeSpan.FromSeconds(12));
        stack.WaitForAssertion(() => Assert.Empty(stack.FindAll(".toast")));
    }

    [Fact]
    public void The_oldest_gives_way_to_the_fourth()
    {
        foreach (var text in new[] { "1", "2", "3", "4" }) _toasts.Show(text);

        Assert.Equal(["2", "3", "4"], _toasts.Shown.Select(toast => toast.Text));
    }
}
