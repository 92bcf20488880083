using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A build's own account of what it has read: its ledger, its hash, and the facts it has parked.</summary>
internal static class Account
{
    /// <summary>Where the account is not what folding again came to.</summary>
    public static async Task<IReadOnlyList<Difference>> Compare(NpgsqlConnection connection, Refolded build, Checkpoint found, CancellationToken ct)
    {
        var differences = await ParkedOtherwise(connection, build, ct);
        var again = build.Again.Reached;
        if (!again.Hash.AsSpan().SequenceEqual(found.Hash) || again.Ordinal != found.Ordinal)
            differences.Add(Of(build, "checkpoint", DifferenceKind.Ledger,
                $"it says it has read {found.Ordinal} facts up to {found.Position}, but the log has {again.Ordinal} there or other ones. {Rebuild(build)}"));
        else if ((again.Applied, again.NotConcerned, again.Parked) != (found.Applied, found.NotConcerned, found.Parked))
            differences.Add(Of(build, "checkpoint", DifferenceKind.Ledger,
                $"it says {found.Applied} facts were applied, {found.NotConcerned} did not concern it and {found.Parked} are parked; it should say {again.Applied}, {again.NotConcerned} and {again.Parked}. {Rebuild(build)}"));
        return differences;
    }

    /// <summary>The facts a build has parked.</summary>
    public static async Task<IReadOnlySet<LogPosition>> Parked(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select commit_position, prepare_position from control.parked where build = $1", connection)
        {
            Parameters = { new() { Value = build } },
        };
        await using var reader = await query.ExecuteReaderAsync(ct);
        HashSet<LogPosition> parked = [];
        while (await reader.ReadAsync(ct)) parked.Add(new((ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1)));
        return parked;
    }

    private static async Task<List<Difference>> ParkedOtherwise(NpgsqlConnection connection, Refolded build, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand($"""
            select coalesce(a.ordinal, b.ordinal), coalesce(a.type, b.type), coalesce(a.stream, b.stream), a.ordinal is null, coalesce(b.error, '')
            from (select * from control.parked where build = $1) a full join (select * from control.parked where build = $2) b on a.ordinal = b.ordinal
            where a.ordinal is null or b.ordinal is null or (a.key, a.stream, a.type, a.error is null) is distinct from (b.key, b.stream, b.type, b.error is null)
            order by 1 limit {Comparison.MostNamed}
            """, connection) { Parameters = { new() { Value = build.Original.Name }, new() { Value = build.Schema } } };
        await using var reader = await query.ExecuteReaderAsync(ct);
        List<Difference> differences = [];
        while (await reader.ReadAsync(ct))
        {
            var fact = $"{reader.GetString(1)} of {reader.GetString(2)}";
            differences.Add(Of(build, "parked", DifferenceKind.Parked, reader.GetBoolean(3)
                ? $"{fact}, fact {reader.GetInt64(0)}, should be parked and is not: {reader.GetString(4)} {Rebuild(build)}"
                : $"{fact}, fact {reader.GetInt64(0)}, is parked and need not be. {Rebuild(build)}"));
        }
        return differences;
    }

    private static Difference Of(Refolded build, string table, DifferenceKind kind, string sentence) =>
        new(build.Original.Name, table, "its own account", "its own account", kind) { Expected = sentence };

    private static string Rebuild(Refolded build) => $"Rebuild it: crm projections rebuild {build.Original.Projection}.";
}
