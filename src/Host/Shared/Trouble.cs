using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.Host.Imports;
using EventSourcedCrm.Projections.Engine;
using Npgsql;

namespace EventSourcedCrm.Host.Shared;

/// <summary>What ends a command without being a mistake of this program: a refusal, a file or a database that cannot be used.</summary>
public static class Trouble
{
    /// <summary>What the user is told; null for a mistake of this program, whose whole story is wanted.</summary>
    public static string? Sentence(Exception error) => error switch
    {
        SentenceException or ImportRefusedException or EmbeddedPostgresException or LogCorruptedException or EventStoreException or BuildFaultedException => error.Message,
        IOException or UnauthorizedAccessException or TimeoutException => error.Message,
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => Lost(error),
        PostgresException refused => $"PostgreSQL refused a statement: {refused.Message}",
        NpgsqlException => Lost(error),
        _ => null,
    };

    private static string Lost(Exception error) =>
        $"The connection to PostgreSQL was lost: {error.Message}. Everything recorded so far is safe; run the command again to go on.";
}
