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

    /// <summary>Sweeps once.</summary>
    /// <param name="undo">How long deleted things can be brought back.</param>
    internal async Task SweepAsync(TimeSpan undo)
    {
        var now = time.GetUtcNow();
        foreach (var (owner, id, isDraft) in await store.ExpiredAsync(now - undo, now - DraftLife)) await chats.DeleteAsync(owner, id, isDraft);
        foreach (var (owner, id) in await store.WithExpiredMessagesAsync(now - undo))
        {
            using var lease = await chats.OpenAsync(owner, id);
            lease?.Conversation.Purge(now - undo);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TrySweepAsync(TimeSpan.Zero);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TrySweepAsync(settings.Value.UndoTime);
    }

    private async Task TrySweepAsync(TimeSpan undo)
    {
        try
        {
            await SweepAsync(undo);
        }
        catch (Exception exception)
        {
            log.LogError(exception, "What was deleted could not be swept; it is tried again.");
        }
    }
}
