using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Stores a group as it was made ready, in one statement and one round trip, if the log ends where the group assumes and each stream is where it is
/// expected; nothing otherwise. Prepared for its connection once for groups of new streams alone, which most are, and once for any.
/// </summary>
internal sealed class AllOrNothing(NpgsqlConnection connection) : IDisposable
{
    private readonly Statement _ofNewStreams = new(connection, looksAtStreams: false), _ofAny = new(connection, looksAtStreams: true);

    /// <param name="group">The appends, and what was made ready of them.</param>
    /// <param name="before">Where the log has to end.</param>
    /// <param name="after">Where it will end.</param>
    /// <returns>Whether all is stored; nothing is where not.</returns>
    public bool Store(PendingGroup group, Head before, Head after)
    {
        try
        {
            return (group.Expected.Count == 0 ? _ofNewStreams : _ofAny).Store(group, before, after) == group.Placed.Count;
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _ofNewStreams.Dispose();
        _ofAny.Dispose();
    }

    private sealed class Statement : IDisposable
    {
        private const string WhereStreamsAreAsExpected = """
             and not exists (
                select from unnest($13, $14) e (stream, revision)
                where e.revision <> coalesce((select f.revision from log.fact f where f.stream = e.stream order by f.revision desc limit 1), -1))
            """;

        private readonly NpgsqlCommand _command;
        private readonly FactInsert _insert = new();
        private readonly NpgsqlParameter<long> _position = new();
        private readonly NpgsqlParameter<byte[]> _hash = new(), _hashBefore = new();
        private readonly NpgsqlParameter<string[]> _streams = new();
        private readonly NpgsqlParameter<long[]> _revisions = new();

        public Statement(NpgsqlConnection connection, bool looksAtStreams)
        {
            _command = new($"""
                with moved as (
                    update log.head set position = $10, recorded_at = $2, hash = $11
                    where only_row and position = $1 and hash = $12{(looksAtStreams ? WhereStreamsAreAsExpected : "")}
                    returning pg_notify('log_head', '')::text)
                {FactInsert.Sql} cross join moved
                """, connection);
            foreach (var parameter in (IEnumerable<NpgsqlParameter>)[.. _insert.Parameters, _position, _hash, _hashBefore]) _command.Parameters.Add(parameter);
            if (looksAtStreams)
            {
                _command.Parameters.Add(_streams);
                _command.Parameters.Add(_revisions);
            }
            _command.Prepare();
        }

        /// <returns>How many facts are stored.</returns>
        public int Store(PendingGroup group, Head before, Head after)
        {
            _insert.Set(before.Position, after.RecordedAt, group.Placed, group.Hashes);
            _position.TypedValue = after.Position;
            _hash.TypedValue = after.Hash;
            _hashBefore.TypedValue = before.Hash;
            _streams.TypedValue = [.. group.Expected.Select(e => e.Stream)];
            _revisions.TypedValue = [.. group.Expected.Select(e => e.Revision)];
            return _command.ExecuteNonQuery();
        }

        public void Dispose() => _command.Dispose();
    }
}
