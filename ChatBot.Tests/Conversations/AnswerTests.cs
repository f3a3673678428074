using ChatBot.Web.Conversations;
using FsCheck;

namespace ChatBot.Tests.Conversations;

public sealed class AnswerTests
{
    [Property]
    public void Its_text_is_everything_that_was_appended(NonNull<string>[] pieces)
    {
        var answer = new Answer();
        foreach (var piece in pieces) answer.Append(piece.Get);
        answer.Finish(AnswerPhase.Done);

        Assert.Equal(string.Concat(pieces.Select(piece => piece.Get)), answer.Text);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_held_back_until_the_other_half_has_come()
    {
        var answer = new Answer();
        answer.Append("a\ud83d");
        Assert.Equal("a", answer.Read(0).Text);

        answer.Append("\ude00");
        Assert.Equal("a😀", answer.Read(0).Text);
    }

    [Fact]
    public void A_lonely_half_comes_out_at_the_end()
    {
        var answer = new Answer();
        answer.Append("a\ud83d");
        answer.Finish(AnswerPhase.Stopped);

        Assert.Equal("a\ud83d", answer.Text);
    }

    [Fact]
    public void Only_the_first_end_counts()
    {
        var answer = new Answer();
        answer.Finish(AnswerPhase.Stopped);
        answer.Finish(AnswerPhase.Failed, failure: new("No.", "Wait."));

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
        Assert.Null(answer.Failure);
        Assert.True(answer.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_finished_answer_refuses_more_text()
    {
        var answer = new Answer();
        answer.Finish(AnswerPhase.Done);

        Assert.Throws<InvalidOperationException>(() => answer.Append("more"));
    }
}
