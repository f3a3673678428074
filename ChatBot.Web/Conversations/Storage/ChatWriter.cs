using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// The one writer of chats. Whoever alters a chat only says so and goes on; what has come together meanwhile is stored in one
/// transaction a chat. Running answers are stored twice a second as far as they have come. A database that is busy is waited for; one that
/// cannot be written is tried again, and nothing is forgotten meanwhile. Thread-safe.
/// </summary>
internal sealed class ChatWriter(ChatStore store, TimeProvider time, ILogger<ChatWriter> log) : IHostedService, IDisposable
{
    /// <summary>How often a running answer is stored.</summary>
    public static readonly TimeSpan Checkpoints = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Broken = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Conversation, bool> _altered = new();
    private readonly ConcurrentDictionary<Conversation, int?> _running = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ended = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Takes note that a chat was altered.</summary>
    public void Mark(Conversation conversation)
    {
        if (conversation.Owner is null) return;
        _altered[conversation] = true;
        if (conversation.Running is not null) _running.TryAdd(conversation, null);
        Wake();
    }

    /// <summary>Completes when everything that a chat was altered by so far is in the database.</summary>
    /// <exception cref="Exception">It could not be stored this time; it is tried again.</exception>
    public Task SavedAsync(Conversation conversation)
    {
        var versions = conversation.Versions;
        if (versions.Saved >= versions.Altered) return Task.CompletedTask;
        var waiter = new Waiter(conversation, versions.Altered);
        lock (_waiters) _waiters.Add(waiter);
        Mark(conversation);
        return waiter.Done.Task;
    }

    /// <summary>Completes when everything altered so far is in the database, or was tried.</summary>
    public Task FlushAsync() => Task.WhenAll(_altered.Keys.Select(conversation => SavedAsync(conversation)
        .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stores what is left. The answers have ended before. However long they and the pages took, this is done: the database's own patience bounds it.
    /// </summary>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await _ended.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await WriteAsync();
        if (!_altered.IsEmpty) log.LogError("{Count} chats could not be stored before the server ended.", _altered.Count);
    }

    /// <summary>Releases it after its end.</summary>
    public void Dispose() => _ended.Dispose();

    /// <summary>Starts to write.</summary>
    internal void Start() => _loop = Task.Run(() => RunAsync(_ended.Token));

    private void Wake() => _signal.Writer.TryWrite(true);

    private async Task RunAsync(CancellationToken ended)
    {
        using var timer = time.CreateTimer(_ => { if (!_running.IsEmpty) Wake(); }, null, Checkpoints, Checkpoints);
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(ended);
                foreach (var (conversation, length) in _running)
                {
                    if (conversation.Checkpoint(length) is not { } now) _running.TryRemove(conversation, out _);
                    else if (now != length) (_running[conversation], _altered[conversation]) = (now, true);
                }

                if (await WriteAsync() is not { } pause) continue;
                await Task.Delay(pause, time, ended);
                Wake();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception exception)
        {
            log.LogCritical(exception, "The writer of chats has ended.");
            throw;
        }
    }

    /// <summary>Stores every altered chat once.</summary>
    /// <returns>How long to wait before trying again; null where all went well.</returns>
    private async Task<TimeSpan?> WriteAsync()
    {
        TimeSpan? pause = null;
        foreach (var conversation in _altered.Keys)
        {
            ChatChanges? changes = null;
            try
            {
                changes = conversation.TakeChanges();
                if (changes is not null)
                {
                    await store.SaveAsync(changes);
                    conversation.Saved(changes);
                }

                Leave(conversation);
                Tell(conversation, null);
            }
            catch (Exception exception)
            {
                // One chat that cannot be stored keeps no other from it.
                if (changes is not null) conversation.NotSaved(changes);
                if (IsBusy(exception))
                {
                    pause ??= Busy;
                    log.LogWarning("The database is busy; a chat is stored a little later.");
                    continue;
                }

                pause = Broken;
                log.LogError(exception, "A chat could not be stored.");
                Tell(conversation, exception);
            }
        }

        return pause;
    }

    /// <summary>A chat counts as altered until it is stored; one that was altered again meanwhile stays.</summary>
    private void Leave(Conversation conversation)
    {
        _altered.TryRemove(conversation, out _);
        if (conversation.Versions is var (altered, saved) && saved < altered) Mark(conversation);
    }

    private void Tell(Conversation conversation, Exception? failure)
    {
        var (altered, saved) = conversation.Versions;
        var isGone = altered == 0;
        lock (_waiters)
        {
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                var waiter = _waiters[i];
                if (waiter.Conversation != conversation || (failure is null && !isGone && waiter.Version > saved)) continue;
                _waiters.RemoveAt(i);
                if (failure is null) waiter.Done.SetResult();
                else waiter.Done.SetException(failure);
            }
        }
    }

    private static bool IsBusy(Exception? exception) =>
        exception is SqliteException { SqliteErrorCode: 5 or 6 } || (exception?.InnerException is { } inner && IsBusy(inner));

    private sealed record Waiter(Conversation Conversation, long Version)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
