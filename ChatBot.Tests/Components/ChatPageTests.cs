using Bunit;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using ChatBot.Tests.Conversations;
using ChatBot.Tests.Documents;
using ChatBot.Web.Components.Chat;
using ChatBot.Web.Components.Layout;
using ChatBot.Web.Conversations;
using ChatBot.Web.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Components;

public sealed class ChatPageTests : BunitContext
{
    private readonly TestFolder _folder = new();

    public ChatPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        TestChats.Add(Services, _folder.Path, TimeProvider.System, new ScriptedChatClient(question => AnswerJobsTests.Words("About ", question)));
        Services.AddSingleton<AuthenticationStateProvider>(new TestChats.Visitor(null));
        Services.AddScoped<Toasts>();
        Services.AddSingleton<ModelStatus>();
        Services.AddRendering();
        Services.AddScoped<ChatBot.Web.Components.Layout.Toasts>();
        Services.AddSingleton<ReaderStatus>();
        Services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
    }

    [Fact]
    public async Task An_empty_chat_greets_and_suggests()
    {
        var page = Render<ChatPage>();
        Assert.NotEmpty(page.FindAll(".suggestions button"));
        Assert.False(page.Find(".new-chat").HasAttribute("href"));

        await page.Find(".suggestions button").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal("false", page.Find("[data-busy]").GetAttribute("data-busy")));
        Assert.Equal(2, page.FindAll("article").Count);
    }

    [Fact]
    public async Task A_page_that_renders_more_slowly_than_the_model_answers_lets_the_next_question_be_sent()
    {
        ComponentFactories.Add<QuestionMessage, SlowQuestion>();
        var page = Render<ChatPage>();
        var composer = page.FindComponent<Composer>();

        await composer.InvokeAsync(() => composer.Instance.Send("one", composer.Instance.Chat, "1"));
        page.WaitForAssertion(() => Assert.Equal("false", page.Find("[data-busy]").GetAttribute("data-busy")));
        Assert.Equal("The answer is complete.", page.FindAll("[role=status]")[^1].TextContent);
        Assert.Equal(Receipt.Accepted, await composer.InvokeAsync(() => composer.Instance.Send("two", composer.Instance.Chat, "2")));
    }

    [Fact]
    public async Task A_message_for_another_chat_than_the_page_shows_is_refused()
    {
        var page = Render<ChatPage>();
        var composer = page.FindComponent<Composer>();

        var receipt = await composer.InvokeAsync(() => composer.Instance.Send("one", "another", "1"));
        Assert.Contains("another chat", receipt.Reason, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }

    // Renders until the answer to it is there.
    private sealed class SlowQuestion : ComponentBase
    {
        [Inject]
        public ChatSession Session { get; set; } = null!;

        [Parameter]
        public Question Question { get; set; } = null!;

        protected override void OnInitialized() => SpinWait.SpinUntil(() => Session.Conversation.Running is null);
    }
}
