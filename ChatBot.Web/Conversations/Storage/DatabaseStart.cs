using ChatBot.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// Makes the database ready before anyone asks: its newest form, a write-ahead log, and no answer that claims to run. One server at a time
/// works on a database; it holds a lock beside the file, which ends with the process, however that ends.
/// </summary>
internal sealed class DatabaseStart(
    DatabaseFile file, IDbContextFactory<ChatDatabase> databases, ILogger<DatabaseStart> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private FileStream? _lock;

    /// <exception cref="StartupException">The database cannot be used; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        file.Folder.Make();
        _lock = await LockAsync(cancellationToken);
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or DbUpdateException)
        {
            throw new StartupException(
                $"the database {file.Path} cannot be used: {exception.GetBaseException().Message} Move it away to start with none, or bring back a copy.", exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets another server have the database.</summary>
    public void Dispose() => _lock?.Dispose();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.OpenConnectionAsync(cancellationToken);
        await database.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = await database.Database.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } newer)
            throw new StartupException($"the database {file.Path} was written by a newer ChatBot ({newer}). Start that one, or set Chat__Database to another file.");
        // A server that was killed in mid-migration left EF's own lock behind, and would be waited for without end. Ours says that nobody has it.
        await database.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await database.Database.MigrateAsync(cancellationToken);
        await InterruptAsync(database, cancellationToken);
    }

    /// <summary>Answers that were running when the server was killed have come as far as they were stored.</summary>
    private async Task InterruptAsync(ChatDatabase database, CancellationToken cancellationToken)
    {
        var running = await (from message in database.Messages.FromSqlRaw("SELECT * FROM messages WHERE \"Phase\" < 2")
                             join chat in database.Chats on message.ChatKey equals chat.Key
                             select new { Message = message, chat.Owner }).ToListAsync(cancellationToken);
        if (running.Count == 0) return;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        foreach (var answer in running)
        {
            answer.Message.Phase = AnswerPhase.Interrupted;
            if (answer.Message.DeletedAt is not null) continue;
            await SearchIndex.PutAsync(
                (SqliteConnection)database.Database.GetDbConnection(), Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction),
                answer.Owner, SearchIndex.RowOf(answer.Message.ChatKey, answer.Message.Number), answer.Message.Text);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        log.LogInformation("{Count} answers were interrupted when the server ended the last time.", running.Count);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(100))
        {
            try
            {
                return new FileStream(file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new StartupException($"the folder of the database, {file.Folder.Path}, cannot be written. Set Data__Folder to one that can.", exception);
            }
            catch (IOException exception) when (waited >= Patience)
            {
                throw new StartupException(
                    $"another ChatBot works on the database {file.Path}. Stop it, or start this one with another: Data__Folder=/some/folder ./run.sh", exception);
            }
            catch (IOException)
            {
                // One that is just ending lets go in a moment.
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}

/// <summary>Where the database is.</summary>
/// <param name="Path">The file, a full path.</param>
internal sealed record DatabaseFile(string Path)
{
    /// <summary>The folder that it is in.</summary>
    public DataFolder Folder => new(System.IO.Path.GetDirectoryName(Path)!);
}
