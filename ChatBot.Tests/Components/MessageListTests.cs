using Bunit;
using ChatBot.Web.Components.Chat;
using ChatBot.Web.Conversations;
using ChatBot.Web.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Components;

public sealed class MessageListTests : BunitContext
{
    public MessageListTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(new AnswerStream(TimeProvider.System));
        Services.AddSingleton<HtmlRenderer>();
    }

    [Fact]
    public void Questions_and_answers_stand_in_order_and_are_named_for_screen_readers()
    {
        var list = List(new Question("one"), Done("**two**"), new Question("three"), Done("four"));

        Assert.Equal(["You", "Answer", "You", "Answer"], list.FindAll("article").Select(article => article.GetAttribute("aria-label")));
        Assert.Equal("two", list.Find(".prose strong").TextContent);
    }

    [Fact]
    public void A_question_is_shown_as_it_was_written_and_never_as_markup()
    {
        var list = List(new Question("# <b>not bold</b>\n  **nor this**"));

        Assert.Equal("# <b>not bold</b>\n  **nor this**", list.Find(".bubble").TextContent);
        Assert.Empty(list.FindAll(".bubble *"));
    }

    [Fact]
    public void A_very_long_question_is_folded_until_asked_for()
    {
        var list = List(new Question(new string('x', 200_000)));
        Assert.True(list.Find(".bubble").TextContent.Length < 2_000);

        list.Find("button[aria-expanded]").Click();
        Assert.Equal(200_000, list.Find(".bubble").TextContent.Length);
    }

    [Fact]
    public void Before_the_first_word_the_answer_says_that_it_is_being_thought_about()
    {
        var list = List(new Question("?"), new Answer());

        Assert.Contains("Thinking", list.Find(".thinking").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", list.Find(".answer").GetAttribute("aria-busy"));
    }

    [Fact]
    public void Text_appears_as_it_comes_and_ends_as_the_whole_would_look()
    {
        var answer = new Answer();
        var list = List(new Question("?"), answer);

        answer.Append("Some **bo");
        list.WaitForAssertion(() => Assert.Equal("bo", list.Find(".prose strong").TextContent));
        Assert.Empty(list.FindAll(".thinking"));

        answer.Append("ld** text");
        answer.Finish(AnswerPhase.Done);
        list.WaitForAssertion(() => Assert.Equal("false", list.Find(".answer").GetAttribute("aria-busy")));
        list.Find(".prose").MarkupMatches("<div class=\"prose\" diff:ignoreAttributes><p dir=\"auto\">Some <strong>bold</strong> text</p></div>");
    }

    [Fact]
    public void A_failed_answer_keeps_its_text_says_why_and_can_be_tried_again()
    {
        Answer? retried = null;
        var answer = new Answer();
        answer.Append("Half");
        answer.Finish(AnswerPhase.Failed, failure: new("The file is missing.", "Copy it again.", "phi/model.onnx"));
        var list = Render<MessageList>(parameters => parameters
            .Add(component => component.Messages, [new Question("?"), answer])
            .Add(component => component.OnRetry, (Answer value) => retried = value));

        var alert = list.Find("[role=alert]");
        Assert.Contains("phi/model.onnx", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains("The file is missing. Copy it again.", alert.TextContent, StringComparison.Ordinal);
        Assert.Equal("Half", list.Find(".prose").TextContent.Trim());

        alert.QuerySelector("button")!.Click();
        Assert.Same(answer, retried);
    }

    [Fact]
    public void Only_the_last_answer_can_be_asked_for_again()
    {
        var list = List(new Question("one"), Done("1"), new Question("two"), Done("2"));

        Assert.Single(list.FindAll("[aria-label='Answer again']"));
    }

    [Fact]
    public void A_stopped_answer_says_so() =>
        Assert.Contains("Stopped", List(new Question("?"), Finished("Half", AnswerPhase.Stopped)).Find(".note").TextContent, StringComparison.Ordinal);

    [Fact]
    public void A_message_that_cannot_be_shown_takes_no_other_with_it()
    {
        var list = List(new Question(null!), Done("still here"));

        Assert.Contains("could not be shown", list.Find(".unreadable").TextContent, StringComparison.Ordinal);
        Assert.Equal("still here", list.Find(".prose").TextContent.Trim());
    }

    [Fact]
    public void A_page_that_leaves_in_mid_answer_is_no_error()
    {
        var answer = new Answer();
        var list = List(new Question("?"), answer);
        answer.Append("Half");
        list.WaitForAssertion(() => Assert.Equal("Half", list.Find(".prose").TextContent.Trim()));

        list.Render(parameters => parameters.Add(component => component.Messages, []));
        answer.Append(" more");
        Assert.Empty(list.FindAll(".unreadable"));
    }

    [Fact]
    public void The_clipboard_gets_the_source_of_a_message()
    {
        var answer = Done("**two**");
        var list = List(new Question("one"), answer);

        Assert.Equal("**two**", list.Instance.TextOf(answer.Id));
        Assert.Null(list.Instance.TextOf(Guid.NewGuid()));
    }

    private IRenderedComponent<MessageList> List(params Message[] messages) =>
        Render<MessageList>(parameters => parameters.Add(component => component.Messages, messages));

    private static Answer Done(string text) => Finished(text, AnswerPhase.Done);

    private static Answer Finished(string text, AnswerPhase phase)
    {
        var answer = new Answer();
        answer.Append(text);
        answer.Finish(phase);
        return answer;
    }
}
