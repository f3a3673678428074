namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// Deletes for good what was deleted and can no longer be brought back, and drafts that nobody came back to for a day. What an earlier run
/// left is deleted at start.
/// </summary>
internal sealed class ChatSweep(
    ChatStore store, OpenConversations chats, Microsoft.Extensions.Options.IOptions<ChatSettings> settings, TimeProvider time, ILogger<ChatSweep> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DraftLife = TimeSpan.FromDays(1);

    // The first sweep may come late on a busy machine: what is deleted meanwhile can still be brought back.
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>Sweeps once.</summary>
    /// <param name="undo">How long deleted things can be brought back.</param>
    internal Task SweepAsync(TimeSpan undo) => SweepAsync(time.GetUtcNow() - undo);

    /// <summary>Deletes what was deleted before the program started.</summary>
    internal Task SweepAtStartAsync() => SweepAsync(_started);

    private async Task SweepAsync(DateTimeOffset deletedBefore)
    {
        foreach (var (owner, id, isDraft) in await store.ExpiredAsync(deletedBefore, time.GetUtcNow() - DraftLife)) await chats.DeleteAsync(owner, id, isDraft);
        foreach (var (owner, id) in await store.WithExpiredMessagesAsync(deletedBefore))
        {
            using var lease = await chats.OpenAsync(owner, id);
            lease?.Conversation.Purge(deletedBefore);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TrySweepAsync(SweepAtStartAsync);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TrySweepAsync(() => SweepAsync(settings.Value.UndoTime));
        }
        catch (OperationCanceledException)
        {
            // The server ends. Where it never came to its start, the host would take this for a failure.
        }
    }

    private async Task TrySweepAsync(Func<Task> sweep)
    {
        try
        {
            await sweep();
        }
        catch (Exception exception)
        {
            log.LogError(exception, "What was deleted could not be swept; it is tried again.");
        }
    }
}
