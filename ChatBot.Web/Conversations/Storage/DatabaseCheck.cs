using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>
/// Whether chats can be read and stored: opens the database anew, so that nothing that is known already hides what is wrong, reads a chat and
/// commits a number that is there already. Thread-safe.
/// </summary>
internal sealed class DatabaseCheck(DatabaseFile file) : IHealthCheck
{
    private const int SecondsToWait = 3;

    private const string Read = "SELECT \"Key\" FROM chats LIMIT 1";

    // An application may use the user_version, and this one has no use for it. Only a commit shows that the disk takes what is written.
    private const string Write = "PRAGMA user_version = 0";

    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = file.Path,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        DefaultTimeout = SecondsToWait,
    }.ConnectionString;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new SqliteConnection(_connection);
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = Read;
            await command.ExecuteScalarAsync(cancellationToken);
            command.CommandText = Write;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return HealthCheckResult.Healthy("Chats can be read and stored.");
        }
        catch (SqliteException exception)
        {
            return HealthCheckResult.Unhealthy($"Chats cannot be read and stored. {exception.Message}");
        }
    }
}
