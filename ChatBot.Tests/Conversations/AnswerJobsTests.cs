using ChatBot.Inference.Models;
using ChatBot.Web.Conversations;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Conversations;

public sealed class AnswerJobsTests
{
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task An_answer_runs_to_its_end_and_knows_what_it_cost()
    {
        var answer = Jobs(_ => Words("The ", "capital ", "is Paris.")).Ask("?");
        await answer.Completion;

        Assert.Equal(AnswerPhase.Done, answer.Phase);
        Assert.Equal("The capital is Paris.", answer.Text);
        Assert.Equal(3, answer.Usage?.OutputTokens);
        Assert.NotNull(answer.Usage?.UntilFirstText);
    }

    [Fact]
    public async Task What_the_model_thinks_is_kept_apart_with_the_time_it_took()
    {
        var answer = Jobs(_ => Words($"{ScriptedChatClient.Thought}France, ", $"{ScriptedChatClient.Thought}so Paris.", "It is ", "Paris.")).Ask("?");
        await answer.Completion;

        Assert.Equal("France, so Paris.", answer.Thought);
        Assert.Equal("It is Paris.", answer.Text);
        Assert.NotNull(answer.ThoughtFor);
        Assert.Equal(answer.ThoughtFor, answer.Usage!.Thinking);
        Assert.True(answer.Usage.UntilFirstText + answer.ThoughtFor <= answer.Usage.Total);
        Assert.Equal((4, 2), (answer.Usage.OutputTokens, answer.Usage.ThoughtTokens));
        Assert.Equal(answer.Usage.InputTokens + 2, answer.Usage.ContextTokens);
    }

    [Fact]
    public async Task Stopping_keeps_what_has_come()
    {
        var jobs = Jobs(_ => Endless("word "));
        var answer = jobs.Ask("?");
        await answer.WhenChangedAsync(0, AnswerPhase.Thinking);

        jobs.Stop(answer);
        await answer.Completion;

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
        Assert.StartsWith("word ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, jobs.Count);
    }

    [Fact]
    public async Task Two_answers_at_once_both_come_whole_and_apart()
    {
        var jobs = Jobs(question => Words([.. Enumerable.Repeat(question + " ", 500)]));
        var one = jobs.Ask("one");
        var two = jobs.Ask("two");
        await Task.WhenAll(one.Completion, two.Completion);

        Assert.Equal(string.Concat(Enumerable.Repeat("one ", 500)), one.Text);
        Assert.Equal(string.Concat(Enumerable.Repeat("two ", 500)), two.Text);
    }

    [Fact]
    public async Task A_model_that_is_missing_says_which_file_and_what_to_do()
    {
        var problem = new ModelProblem("phi/model.onnx", "The file is missing.", "Download it again.");
        var answer = Jobs(_ => throw new ModelUnavailableException(problem)).Ask("?");
        await answer.Completion;

        Assert.Equal(AnswerPhase.Failed, answer.Phase);
        Assert.Equal(new(problem.Reason, problem.Remedy, problem.File), answer.Failure);
    }

    [Fact]
    public async Task An_error_in_mid_answer_keeps_the_text_and_hides_the_machine_words()
    {
        var answer = Jobs(_ => ThenFail("Half an ans")).Ask("?");
        await answer.Completion;

        Assert.Equal(AnswerPhase.Failed, answer.Phase);
        Assert.Equal("Half an ans", answer.Text);
        Assert.DoesNotContain("0xDEAD", answer.Failure!.Reason + answer.Failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_end_interrupts_every_answer()
    {
        var jobs = Jobs(_ => Endless("word "));
        var answers = Enumerable.Range(0, 5).Select(_ => jobs.Ask("?")).ToList();

        _lifetime.StopApplication();
        await ((IHostedService)jobs).StopAsync(TestContext.Current.CancellationToken);

        Assert.All(answers, answer => Assert.Equal(AnswerPhase.Interrupted, answer.Phase));
        Assert.Equal(0, jobs.Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_keeps_the_servers_end_no_longer_than_the_host_allows()
    {
        var go = new TaskCompletionSource();
        var jobs = Jobs(_ => Words("a"));
        var answer = new Answer();
        jobs.Run(answer, _ => go.Task);

        await ((IHostedService)jobs).StopAsync(new CancellationToken(canceled: true));

        Assert.False(answer.Completion.IsCompleted);
        go.SetResult();
        await answer.Completion;
    }

    [Fact]
    public async Task The_model_begins_when_the_question_is_stored_and_not_before()
    {
        var stored = new TaskCompletionSource();
        var client = new ScriptedChatClient(_ => Words("yes"));
        var answer = new Answer();
        Jobs(client).Start(answer, [new(ChatRole.User, "?")], null, stored.Task);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Empty(client.Prompts);

        stored.SetResult();
        await answer.Completion;
        Assert.Equal("yes", answer.Text);
    }

    [Fact]
    public async Task A_question_that_cannot_be_stored_is_not_answered_and_says_why()
    {
        var client = new ScriptedChatClient(_ => Words("yes"));
        var answer = new Answer();
        Jobs(client).Start(answer, [new(ChatRole.User, "?")], null, Task.FromException(new IOException("disk full")));
        await answer.Completion;

        Assert.Equal(AnswerPhase.Failed, answer.Phase);
        Assert.Contains("could not be stored", answer.Failure!.Reason, StringComparison.Ordinal);
        Assert.Empty(client.Prompts);
    }

    [Fact]
    public async Task A_continued_answer_counts_what_both_parts_cost()
    {
        var jobs = Jobs(_ => Words("a", "b", "c"));
        var answer = jobs.Ask("?");
        await answer.Completion;
        var (input, output) = (answer.Usage!.InputTokens, answer.Usage.OutputTokens);
        Assert.True(answer.TryReopen());
        jobs.Start(answer, [new(ChatRole.User, "?"), new(ChatRole.Assistant, "abc")], null);
        await answer.Completion;

        Assert.Equal("abcabc", answer.Text);
        Assert.Equal(output + 3, answer.Usage!.OutputTokens);
        Assert.Equal(2 - output, answer.Usage.InputTokens);
        Assert.NotNull(input);
    }

    private AnswerJobs Jobs(ScriptedChatClient client) => new(client, TimeProvider.System, _lifetime, NullLogger<AnswerJobs>.Instance);

    private AnswerJobs Jobs(Func<string, IAsyncEnumerable<string>> script) => Jobs(new ScriptedChatClient(script));

    internal static async IAsyncEnumerable<string> Words(params string[] words)
    {
        foreach (var word in words)
        {
            await Task.Yield();
            yield return word;
        }
    }

    private static async IAsyncEnumerable<string> Endless(string word)
    {
        while (true)
        {
            await Task.Delay(1);
            yield return word;
        }
    }

    private static async IAsyncEnumerable<string> ThenFail(string text)
    {
        await Task.Yield();
        yield return text;
        throw new InvalidOperationException("0xDEAD");
    }
}

file static class Asking
{
    public static Answer Ask(this AnswerJobs jobs, string question)
    {
        var answer = new Answer();
        jobs.Start(answer, [new(ChatRole.User, question)], null);
        return answer;
    }
}
