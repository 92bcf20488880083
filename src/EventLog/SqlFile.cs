using Npgsql;

namespace EventSourcedCrm.EventLog;

/// <summary>The documented SQL files inside this assembly, each run in one transaction and harmless when run again.</summary>
internal static class SqlFile
{
    public static async Task Run(NpgsqlDataSource source, string name, CancellationToken ct)
    {
        using var file = new StreamReader(typeof(SqlFile).Assembly.GetManifestResourceStream(name)!);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(await file.ReadToEndAsync(ct), connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
