using ChatBot.Web.Conversations;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Conversations;

public sealed class PromptTests
{
    [Fact]
    public void What_was_thought_is_told_again_only_where_the_answer_goes_on()
    {
        var messages = new Message[] { new Question("one"), Answer("first thought", "1"), new Question("two"), Answer("second thought", "") };

        var prompt = Prompt.From(messages, new ChatSettings());
        Assert.Equal(["one", "1", "two", ""], prompt.Where(message => message.Role != ChatRole.System).Select(message => message.Text));
        Assert.Equal("second thought", Assert.Single(prompt.SelectMany(message => message.Contents).OfType<TextReasoningContent>()).Text);
        Assert.IsType<TextReasoningContent>(Assert.Single(prompt[^1].Contents));

        // The next turn leaves out the answer that was nothing but thought, too.
        prompt = Prompt.From([.. messages, new Question("three")], new ChatSettings());
        Assert.Equal(["one", "1", "two", "three"], prompt.Where(message => message.Role != ChatRole.System).Select(message => message.Text));
        Assert.Empty(prompt.SelectMany(message => message.Contents).OfType<TextReasoningContent>());
    }

    private static Answer Answer(string thought, string text)
    {
        var answer = new Answer();
        answer.Think(thought);
        answer.Append(text);
        answer.Finish(AnswerPhase.Stopped);
        return answer;
    }
}
