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
        Services.AddRendering();
    }

    [Fact]
    public void Questions_and_answers_stand_in_order_and_are_named_for_screen_readers()
    {
        var list = List(new Question("one"), Done("**two**"), new Question("three"), Done("four"));

        Assert.Equal(["You", "Answer", "You", "Answer"], list.FindAll("article").Select(article => article.GetAttribute("aria-label")));
        Assert.Equal("two", list.Find(".prose strong").TextContent);
    }

    [Fact]
    public void A_question_tells_its_mode_only_where_the_chat_has_both_and_its_time_wherever_that_is_known()
    {
        var asked = new Question("one") { CreatedAt = new(2026, 11, 24, 16, 5, 0, TimeSpan.FromHours(1)) };
        var list = List(asked, Done("two"), new Question("three"));
        Assert.Empty(list.FindAll(".mode"));
        Assert.Equal("2026-11-24T15:05:00.0000000+00:00", Assert.Single(list.FindAll("local-time")).GetAttribute("at"));

        list = List(asked, Done("two"), new Question("three", ChatMode.Masked));
        Assert.Equal(["Asked in mode: Auto", "Asked in mode: Masked"], list.FindAll(".mode").Select(mode => mode.TextContent));
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
    public void What_the_model_thinks_is_open_while_it_thinks_and_folded_away_when_it_answers()
    {
        var answer = new Answer();
        var list = List(new Question("?"), answer);

        answer.Think("So **th", TimeSpan.FromSeconds(1));
        list.WaitForAssertion(() => Assert.Equal("th", list.Find(".thought .prose strong").TextContent));
        Assert.True(list.Find(".thought").HasAttribute("open"));
        Assert.Equal("Thinking…", list.Find(".thought summary").TextContent.Trim());
        Assert.Empty(list.FindAll(".thinking"));

        answer.Think("is**", TimeSpan.FromSeconds(83));
        answer.Append("Yes.");
        list.WaitForAssertion(() => Assert.False(list.Find(".thought").HasAttribute("open")));
        Assert.Equal("this", list.Find(".thought .prose strong").TextContent);
        Assert.Equal("Thought for 1 min 23 s", list.Find(".thought summary").TextContent.Trim());

        answer.Finish(AnswerPhase.Done);
        list.WaitForAssertion(() => Assert.Equal("false", list.Find(".answer").GetAttribute("aria-busy")));
        Assert.Equal("Yes.", list.Find(".answer > .prose").TextContent.Trim());
        Assert.Equal("Yes.", list.Instance.TextOf(answer.Id));
        Assert.Equal("Yes.", List(new Question("?"), answer).Find(".answer > .prose").TextContent.Trim());
    }

    [Fact]
    public void A_thought_that_was_stopped_is_kept_and_says_that_nothing_more_came()
    {
        var answer = new Answer();
        answer.Think("So **th");
        answer.Finish(AnswerPhase.Stopped);
        var list = List(new MessageActions { CanContinue = value => value == answer }, new Question("?"), answer);

        Assert.Equal("Thoughts", list.Find(".thought summary").TextContent.Trim());
        Assert.Equal("So **th", list.Find(".thought .prose").TextContent.Trim());
        Assert.Single(list.FindAll("[data-continue]"));
        Assert.DoesNotContain(list.FindAll("[data-copy='message']"), button => button.Closest("article")!.ClassList.Contains("answer"));
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
            .Add(component => component.Actions, new() { Regenerate = value => retried = value }));

        var alert = list.Find("[role=alert]");
        Assert.Contains("phi/model.onnx", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains("The file is missing. Copy it again.", alert.TextContent, StringComparison.Ordinal);
        Assert.Equal("Half", list.Find(".prose").TextContent.Trim());

        alert.QuerySelector("button")!.Click();
        Assert.Same(answer, retried);
    }

    [Fact]
    public void Every_answer_can_be_asked_for_again()
    {
        Answer? again = null;
        var first = Done("1");
        var list = List(new MessageActions { Regenerate = value => again = value }, new Question("one"), first, new Question("two"), Done("2"));

        list.FindAll("[aria-label='Answer again']")[0].Click();
        Assert.Same(first, again);
    }

    [Fact]
    public void An_answer_that_was_cut_off_can_be_continued_where_the_page_says_so()
    {
        Answer? continued = null;
        var answer = Finished("Half", AnswerPhase.Interrupted);
        var list = List(new MessageActions { CanContinue = value => value == answer, Continue = value => continued = value }, new Question("?"), answer);

        Assert.Contains("What had come is kept.", list.Find(".note").TextContent, StringComparison.Ordinal);
        list.Find("[data-continue]").Click();
        Assert.Same(answer, continued);
    }

    [Fact]
    public void Versions_are_counted_and_the_arrows_lead_to_them()
    {
        (Message, int)? selected = null;
        var question = new Question("two");
        var list = List(new MessageActions { BranchesOf = message => message == question ? new(1, 3) : new(0, 1), Select = (message, direction) => selected = (message, direction) }, question, Done("1"));

        Assert.Equal("2 / 3", list.Find(".branches .count [aria-hidden]").TextContent);
        Assert.Single(list.FindAll(".branches"));
        list.Find("[data-branch='1']").Click();
        Assert.Equal((question, 1), selected);
        list.Find("[data-branch='-1']").Click();
        Assert.Equal((question, -1), selected);
    }

    [Fact]
    public void At_the_last_version_the_arrow_leads_nowhere_and_keeps_the_focus()
    {
        var selected = 0;
        var list = List(new MessageActions { BranchesOf = _ => new(2, 3), Select = (_, _) => selected++ }, new Question("three"));

        Assert.Equal("true", list.Find("[data-branch='1']").GetAttribute("aria-disabled"));
        Assert.False(list.Find("[data-branch='1']").HasAttribute("disabled"));
        list.Find("[data-branch='1']").Click();
        Assert.Equal(0, selected);
    }

    [Fact]
    public async Task A_question_is_edited_where_it_stands()
    {
        (Question, string)? edited = null;
        var question = new Question("one");
        var list = List(new MessageActions { Edit = (value, text) => Take((value, text)) }, question, Done("1"));
        list.Find("[data-edit]").Click();

        Assert.Equal("one", list.Find(".editor textarea").GetAttribute("value"));
        Assert.Empty(list.FindAll(".bubble"));
        var receipt = await list.InvokeAsync(() => list.FindComponent<QuestionEditor>().Instance.Save("two"));
        Assert.True(receipt.IsAccepted);
        Assert.Equal((question, "two"), edited);

        await list.InvokeAsync(() => list.FindComponent<QuestionEditor>().Instance.Cancel());
        Assert.Equal("one", list.Find(".bubble").TextContent);

        Receipt Take((Question, string) value)
        {
            edited = value;
            return Receipt.Accepted;
        }
    }

    [Fact]
    public void A_question_is_deleted_by_its_button()
    {
        Question? deleted = null;
        var question = new Question("one");
        List(new MessageActions { Delete = value => deleted = value }, question, Done("1")).Find("[data-delete]").Click();

        Assert.Same(question, deleted);
    }

    [Fact]
    public void A_waiting_answer_tells_how_many_are_before_it()
    {
        var answer = new Answer();
        var list = List(new Question("?"), answer);
        answer.MoveInQueue(3);
        list.WaitForAssertion(() => Assert.Equal("Waiting, 2 before this one…", list.Find(".thinking").TextContent));
        answer.MoveInQueue(1);
        list.WaitForAssertion(() => Assert.Equal("Waiting, next in line…", list.Find(".thinking").TextContent));
        answer.MoveInQueue(0);
        list.WaitForAssertion(() => Assert.Equal("Thinking…", list.Find(".thinking").TextContent));
    }

    [Fact]
    public void An_answer_that_was_given_without_the_oldest_messages_says_so()
    {
        var answer = new Answer();
        answer.Append("Yes.");
        answer.Finish(AnswerPhase.Done, new AnswerUsage(200, 10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)) { DroppedMessages = 4 });

        var list = List(new Question("?"), answer);
        Assert.Contains("oldest 4 messages", list.Find(".left-out").TextContent, StringComparison.Ordinal);
        Assert.Equal("10 tokens · 9 a second · first after 1.0 s", list.Find(".cost").TextContent);
    }

    [Fact]
    public void A_chat_of_a_thousand_messages_puts_its_newest_on_the_page_and_earlier_ones_when_they_are_asked_for()
    {
        var list = List([.. Enumerable.Range(0, 1_000).Select(i => new Question($"{i}"))]);
        Assert.Equal(MessageWindow.First, list.FindAll("li").Count);
        Assert.Equal("999", list.FindAll(".bubble")[^1].TextContent);

        list.InvokeAsync(list.Instance.ShowEarlier);
        Assert.Equal(MessageWindow.First + MessageWindow.Step, list.FindAll("li").Count);
        Assert.False(list.Find(".earlier").HasAttribute("hidden"));
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

    private IRenderedComponent<MessageList> List(params Message[] messages) => List(new MessageActions(), messages);

    private IRenderedComponent<MessageList> List(MessageActions actions, params Message[] messages) =>
        Render<MessageList>(parameters => parameters.Add(component => component.Messages, messages).Add(component => component.Actions, actions));

    private static Answer Done(string text) => Finished(text, AnswerPhase.Done);

    private static Answer Finished(string text, AnswerPhase phase)
    {
        var answer = new Answer();
        answer.Append(text);
        answer.Finish(phase);
        return answer;
    }
}
