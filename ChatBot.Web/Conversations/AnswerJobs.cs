using System.Collections.Concurrent;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;

namespace ChatBot.Web.Conversations;

/// <summary>
/// Owns the running answers. An answer belongs to a job here and to no page: it goes on when the page is reloaded or closed, and ends with
/// the server. Thread-safe singleton.
/// </summary>
internal sealed class AnswerJobs(
    IChatClient client, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<AnswerJobs> log) : IHostedService
{
    private const string DroppedMessages = "dropped_messages";
    private const string QueuePosition = "queue_position";
    private readonly ConcurrentDictionary<Answer, CancellationTokenSource> _running = new();
    private readonly ConcurrentDictionary<Task, bool> _tasks = new();

    /// <summary>How many answers are running.</summary>
    public int Count => _running.Count;

    /// <summary>Has the model write an answer in the background, at its end where it has text already.</summary>
    /// <param name="answer">The answer; follow it with an <see cref="AnswerStream"/>.</param>
    /// <param name="prompt">The conversation up to and including the question, and the answer's own text where it is continued.</param>
    /// <param name="options">Sampling options; null leaves everything to the model.</param>
    /// <param name="stored">Completes when the question is stored; the model begins then.</param>
    /// <param name="ended">Called when the answer is finished.</param>
    public void Start(Answer answer, IReadOnlyList<ChatMessage> prompt, ChatOptions? options, Task? stored = null, Action? ended = null) =>
        Own(answer, cancellation => RunAsync(answer, prompt, options, stored, cancellation), ended);

    /// <summary>Does the work of an answer in the background, and finishes the answer when the work ends, however it ends.</summary>
    /// <param name="answer">The answer, still empty.</param>
    /// <param name="work">Its only writer.</param>
    /// <param name="stored">Completes when the question is stored; the work begins then.</param>
    /// <param name="ended">Called when the answer is finished.</param>
    public void Run(Answer answer, Func<CancellationToken, Task> work, Task? stored = null, Action? ended = null) => Own(answer, async cancellation =>
    {
        var (phase, failure) = await GuardAsync(() => work(cancellation), stored, cancellation);
        _running.TryRemove(answer, out _);
        answer.Finish(phase, failure: failure);
    }, ended);

    /// <summary>Stops an answer, keeping what has come. Does nothing when it is finished.</summary>
    public void Stop(Answer answer)
    {
        if (!_running.TryGetValue(answer, out var cancellation)) return;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished between the look-up and here.
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the answers, which the host's stopping token has already cancelled; for those that do not end, as long as the host allows.</summary>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_tasks.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(
        Answer answer, IReadOnlyList<ChatMessage> prompt, ChatOptions? options, Task? stored, CancellationToken cancellation)
    {
        var before = answer.Usage;
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        TimeSpan? thinking = null;
        UsageDetails? usage = null;
        ChatFinishReason? reason = null;
        var dropped = 0;
        var (phase, failure) = await GuardAsync(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(prompt, options, cancellation))
            {
                foreach (var content in update.Contents)
                {
                    if (content is UsageContent { Details: var details }) (usage ??= new()).Add(details);
                    if (content is not (TextContent { Text.Length: > 0 } or TextReasoningContent { Text.Length: > 0 })) continue;
                    first ??= time.GetElapsedTime(started);
                    if (content is TextReasoningContent thought)
                    {
                        thinking = time.GetElapsedTime(started) - first;
                        answer.Think(thought.Text, before?.Thinking + thinking ?? thinking);
                    }
                    else answer.Append(((TextContent)content).Text);
                }

                reason = update.FinishReason ?? reason;
                dropped = Number(update, DroppedMessages) ?? dropped;
                if (Number(update, QueuePosition) is { } position) answer.MoveInQueue(position);
            }
        }, stored, cancellation);

        _running.TryRemove(answer, out _);
        var cost = new AnswerUsage(usage?.InputTokenCount, usage?.OutputTokenCount, first, time.GetElapsedTime(started))
        {
            DroppedMessages = dropped,
            Thinking = thinking,
            ThoughtTokens = usage?.ReasoningTokenCount,
        };
        answer.Finish(phase, before?.Plus(cost) ?? cost, failure, reason == ChatFinishReason.Length);
    }

    private static int? Number(ChatResponseUpdate update, string key) =>
        update.AdditionalProperties is { } more && more.TryGetValue<int>(key, out var number) ? number : null;

    private async Task<(AnswerPhase Phase, AnswerFailure? Failure)> GuardAsync(Func<Task> work, Task? stored, CancellationToken cancellation)
    {
        try
        {
            if (stored is not null)
            {
                try
                {
                    await stored.WaitAsync(cancellation);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    return (AnswerPhase.Failed, AnswerFailure.NotStored);
                }
            }

            await work();
            return (AnswerPhase.Done, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (lifetime.ApplicationStopping.IsCancellationRequested ? AnswerPhase.Interrupted : AnswerPhase.Stopped, null);
        }
        catch (Exception exception)
        {
            if (exception is ModelUnavailableException) log.LogWarning("No answer: {Reason}", exception.Message);
            else log.LogError(exception, "An answer failed.");
            return (AnswerPhase.Failed, AnswerFailure.From(exception));
        }
    }

    private void Own(Answer answer, Func<CancellationToken, Task> run, Action? ended)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        _running[answer] = cancellation;
        var task = Task.Run(async () =>
        {
            using (cancellation) await run(cancellation.Token);
            ended?.Invoke();
        });
        _tasks[task] = true;
        task.ContinueWith(done => _tasks.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
