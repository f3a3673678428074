using ChatBot.Web.Conversations;
using FsCheck;

namespace ChatBot.Tests.Conversations;

public sealed class ConversationTests
{
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("  two\n\n lines ", "two lines")]
    [InlineData("[300 spaces]after many spaces", "after many spaces")]
    [InlineData(
        "Explain to a ten-year-old how a rainbow comes about, with all the colours.",
        "Explain to a ten-year-old how a rainbow comes about, with…")]
    public void The_title_is_the_first_question_on_one_short_line(string question, string title) =>
        Assert.Equal(title, Asked(question.Replace("[300 spaces]", new string(' ', 300), StringComparison.Ordinal)).Title);

    [Property]
    public void A_title_is_never_long(NonNull<string> question) => Assert.True(Asked(question.Get).Title!.Length <= 61);

    [Fact]
    public void A_given_title_stays_and_a_blank_one_gives_back_that_of_the_first_question()
    {
        var conversation = Asked("question");
        conversation.Rename("  My   title ");
        Assert.Equal("My title", conversation.Title);

        conversation.Rename(" ");
        Assert.Equal("question", conversation.Title);
    }

    [Fact]
    public void The_late_end_of_an_answer_that_is_continued_already_does_not_end_it()
    {
        var conversation = new Conversation();
        var answer = new Answer();
        conversation.TryAsk(new Question("question"), answer);
        answer.Append("half");
        answer.Finish(AnswerPhase.Stopped);
        Assert.True(conversation.TryContinue(answer));
        conversation.Ended(answer, DateTimeOffset.UnixEpoch);

        Assert.Same(answer, conversation.Running);
        answer.Finish(AnswerPhase.Done);
        conversation.Ended(answer, DateTimeOffset.UnixEpoch);
        Assert.Null(conversation.Running);
    }

    private static Conversation Asked(string question)
    {
        var conversation = new Conversation();
        Assert.True(conversation.TryAsk(new Question(question), new Answer()));
        return conversation;
    }
}
