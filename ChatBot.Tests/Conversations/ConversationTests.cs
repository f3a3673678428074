using ChatBot.Web.Conversations;
using FsCheck;
using FsCheck.Xunit;

namespace ChatBot.Tests.Conversations;

public sealed class ConversationTests
{
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("  two\n\n lines ", "two lines")]
    [InlineData(
        "Explain to a ten-year-old how a rainbow comes about, with all the colours.",
        "Explain to a ten-year-old how a rainbow comes about, with…")]
    public void The_title_is_the_first_question_on_one_short_line(string question, string title)
    {
        var conversation = new Conversation();
        conversation.Add(new Question(question));

        Assert.Equal(title, conversation.Title);
    }

    [Property]
    public void A_title_is_never_long(NonNull<string> question)
    {
        var conversation = new Conversation();
        conversation.Add(new Question(question.Get));

        Assert.True(conversation.Title!.Length <= 61);
    }
}
