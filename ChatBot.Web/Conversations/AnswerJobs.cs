using System.Collections.Concurrent;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;

namespace ChatBot.Web.Conversations;

/// <summary>
/// Owns the running answers. An answer belongs to a job here and to no page: it goes on while a page reconnects, and ends with the
/// server. Thread-safe singleton.
/// </summary>
internal sealed class AnswerJobs(
    IChatClient client, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<AnswerJobs> log) : IHostedService
{
    private readonly ConcurrentDictionary<Answer, Job> _running = new();

    /// <summary>How many answers are running.</summary>
    public int Count => _running.Count;

    /// <summary>Starts an answer in the background.</summary>
    /// <param name="prompt">The conversation up to and including the question.</param>
    /// <param name="options">Sampling options; null leaves everything to the model.</param>
    /// <returns>The answer, still empty; follow it with an <see cref="AnswerStream"/>.</returns>
    public Answer Start(IReadOnlyList<ChatMessage> prompt, ChatOptions? options)
    {
        var answer = new Answer();
        Own(answer, cancellation => RunAsync(answer, prompt, options, cancellation));
        return answer;
    }

    /// <summary>Does the work of an answer in the background, and finishes the answer when the work ends, however it ends.</summary>
    /// <param name="answer">The answer, still empty.</param>
    /// <param name="work">Its only writer.</param>
    public void Run(Answer answer, Func<CancellationToken, Task> work) => Own(answer, async cancellation =>
    {
        var (phase, failure) = await GuardAsync(() => work(cancellation), cancellation);
        _running.TryRemove(answer, out _);
        answer.Finish(phase, failure: failure);
    });

    /// <summary>Stops an answer, keeping what has come. Does nothing when it is finished.</summary>
    public void Stop(Answer answer)
    {
        if (!_running.TryGetValue(answer, out var job)) return;
        try
        {
            job.Cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished between the look-up and here.
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the answers, which the host's stopping token has already cancelled.</summary>
    Task IHostedService.StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_running.Values.Select(job => job.Task)).WaitAsync(cancellationToken);

    private async Task RunAsync(Answer answer, IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        UsageDetails? usage = null;
        ChatFinishReason? reason = null;
        var (phase, failure) = await GuardAsync(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(prompt, options, cancellation))
            {
                foreach (var content in update.Contents)
                {
                    if (content is UsageContent { Details: var details }) (usage ??= new()).Add(details);
                    if (content is not TextContent { Text: { Length: > 0 } text }) continue;
                    first ??= time.GetElapsedTime(started);
                    answer.Append(text);
                }

                reason = update.FinishReason ?? reason;
            }
        }, cancellation);

        _running.TryRemove(answer, out _);
        var cost = new AnswerUsage(usage?.InputTokenCount, usage?.OutputTokenCount, first, time.GetElapsedTime(started));
        answer.Finish(phase, cost, failure, reason == ChatFinishReason.Length);
    }

    private async Task<(AnswerPhase Phase, AnswerFailure? Failure)> GuardAsync(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
            return (AnswerPhase.Done, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (AnswerPhase.Stopped, null);
        }
        catch (Exception exception)
        {
            if (exception is ModelUnavailableException) log.LogWarning("No answer: {Reason}", exception.Message);
            else log.LogError(exception, "An answer failed.");
            return (AnswerPhase.Failed, AnswerFailure.From(exception));
        }
    }

    private void Own(Answer answer, Func<CancellationToken, Task> run)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new Job(cancellation, Task.Run(async () =>
        {
            await gate.Task;
            using (cancellation) await run(cancellation.Token);
        }));
        _running[answer] = job;
        gate.SetResult();
    }

    private readonly record struct Job(CancellationTokenSource Cancellation, Task Task);
}
