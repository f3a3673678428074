using Bunit;
using ChatBot.Web.Components.Chat;
using ChatBot.Web.Conversations;
using Microsoft.AspNetCore.Components;

namespace ChatBot.Tests.Components;

public sealed class ComposerTests : BunitContext
{
    private readonly List<string> _sent = [];

    public ComposerTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Send_is_disabled_while_there_is_nothing_to_send() =>
        Assert.True(Composer().Find("button.send").HasAttribute("disabled"));

    [Fact]
    public void The_field_is_bound_to_nothing_on_the_server()
    {
        var field = Composer().Find("textarea");

        Assert.DoesNotContain(field.Attributes, attribute => attribute.Name.StartsWith("blazor:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_script_is_attached_once_with_the_limit()
    {
        var module = JSInterop.SetupModule("./Components/Chat/Composer.razor.js");
        module.Mode = JSRuntimeMode.Loose;
        var composer = Composer();
        composer.Render(parameters => parameters.Add(component => component.IsBusy, true));

        var call = Assert.Single(module.Invocations, invocation => invocation.Identifier == "attach");
        Assert.Equal(200_000, call.Arguments[2]);
    }

    [Fact]
    public void A_message_goes_to_the_page_and_its_receipt_comes_back()
    {
        var composer = Composer();

        Assert.True(composer.Instance.Send("hello", "chat", "1").IsAccepted);
        Assert.Equal(["hello for chat"], _sent);
    }

    [Fact]
    public void A_message_that_comes_once_more_is_taken_once()
    {
        var composer = Composer();

        Assert.True(composer.Instance.Send("hello", "chat", "1").IsAccepted);
        Assert.True(composer.Instance.Send("hello", "chat", "1").IsAccepted);
        Assert.True(composer.Instance.Send("hello", "chat", "2").IsAccepted);
        Assert.Equal(["hello for chat", "hello for chat"], _sent);
    }

    [Fact]
    public void A_refused_message_comes_back_with_the_reason()
    {
        var composer = Composer(accept: false);

        Assert.Equal("Too long.", composer.Instance.Send("hello", "chat", "1").Reason);
    }

    [Fact]
    public void Stop_stands_where_Send_was_while_an_answer_is_written()
    {
        var stopped = 0;
        var composer = Composer(busy: true, stop: () => stopped++);

        Assert.Equal("true", composer.Find("[data-busy]").GetAttribute("data-busy"));
        composer.Find("button.stop").Click();
        Assert.Equal(1, stopped);
    }

    private IRenderedComponent<Composer> Composer(bool busy = false, bool accept = true, Action? stop = null) =>
        Render<Composer>(parameters => parameters
            .Add(component => component.IsBusy, busy)
            .Add(component => component.MessageLength, 200_000)
            .Add(component => component.OnStop, EventCallback.Factory.Create(this, stop ?? (() => { })))
            .Add(component => component.OnSend, (text, chat) =>
            {
                _sent.Add($"{text} for {chat}");
                return accept ? Receipt.Accepted : Receipt.Refused("Too long.");
            }));
}
