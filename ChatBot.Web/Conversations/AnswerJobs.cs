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
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

        // An answer may be over before it is listed; it must not begin before.
        var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new Job(cancellation, Task.Run(async () =>
        {
            await listed.Task;
            using (cancellation) await RunAsync(answer, prompt, options, cancellation.Token);
        }));
        _running[answer] = job;
        listed.SetResult();
        return answer;
    }

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
        try
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

            Finish(AnswerPhase.Done);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Finish(AnswerPhase.Stopped);
        }
        catch (Exception exception)
        {
            if (exception is ModelUnavailableException) log.LogWarning("No answer: {Reason}", exception.Message);
            else log.LogError(exception, "An answer failed.");
            Finish(AnswerPhase.Failed, AnswerFailure.From(exception));
        }

        void Finish(AnswerPhase phase, AnswerFailure? failure = null)
        {
            _running.TryRemove(answer, out _);
            var cost = new AnswerUsage(usage?.InputTokenCount, usage?.OutputTokenCount, first, time.GetElapsedTime(started));
            answer.Finish(phase, cost, failure, reason == ChatFinishReason.Length);
        }
    }

    private readonly record struct Job(CancellationTokenSource Cancellation, Task Task);
}
