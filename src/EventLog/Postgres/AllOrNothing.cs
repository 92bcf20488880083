using EventSourcedCrm.EventLog.Postgres.Wire;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Stores groups as they were made ready, one after another, each in one statement and one round trip: whole if the log ends where the group assumes and
/// each stream is where it is expected, not at all otherwise. To send a group and to wait for the answer are two things, by any thread each.
/// </summary>
internal interface IAllOrNothing : IDisposable
{
    /// <summary>Sends a group that is ready. Never throws: what went wrong shows in the answer.</summary>
    void Send(PendingGroup group);

    /// <summary>Blocks until the group last sent is answered for.</summary>
    /// <returns>Whether it is known to be stored. Where not, nothing of it is, unless the connection broke: then nobody knows.</returns>
    bool IsStored(PendingGroup group);
}

/// <summary>The two statements: one for groups of new streams alone, which most are, and one for any. Parameters $1 to $9 are those of <see cref="FactInsert"/>.</summary>
internal static class AllOrNothing
{
    public const string OfNewStreams = WhereTheLogEnds + IsMovedAndTheFactsInserted;

    public const string OfAny = WhereTheLogEnds + AndStreamsAreAsExpected + IsMovedAndTheFactsInserted;

    private const string WhereTheLogEnds = """
        with moved as (
            update log.head set position = $10, recorded_at = $2, hash = $11
            where only_row and position = $1 and hash = $12
        """;

    private const string AndStreamsAreAsExpected = """
         and not exists (
                select from unnest($13, $14) e (stream, revision)
                where e.revision <> coalesce((select f.revision from log.fact f where f.stream = e.stream order by f.revision desc limit 1), -1))
        """;

    private const string IsMovedAndTheFactsInserted = $"""

            returning pg_notify('log_head', '')::text)
        {FactInsert.Sql} cross join moved
        """;

    /// <summary>The quickest way that leads to the server.</summary>
    public static IAllOrNothing Over(NpgsqlDataSource source) =>
        WireAddress.Of(source.ConnectionString) is { } address && AllOrNothingByWire.TryOpen(address) is { } wire ? wire : new AllOrNothingByNpgsql(source);
}
