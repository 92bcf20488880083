using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// To servers elsewhere, or reached in ways of which only Npgsql knows: it sends and waits in one, so that what is sent waits for whoever asks for the
/// answer. It keeps one connection to itself: a pool hands out its connections in turn, and each of PostgreSQL's processes would have to find its way anew.
/// </summary>
internal sealed class AllOrNothingByNpgsql(NpgsqlDataSource source) : IAllOrNothing
{
    private NpgsqlConnection? _connection;
    private Statement? _ofNewStreams, _ofAny;

    public void Send(PendingGroup group)
    {
    }

    public bool IsStored(PendingGroup group)
    {
        try
        {
            _connection ??= source.OpenConnection();
            var statement = group.Expected.Count == 0
                ? _ofNewStreams ??= new(_connection, looksAtStreams: false)
                : _ofAny ??= new(_connection, looksAtStreams: true);
            if (statement.Store(group) == group.Placed.Count) return true;
        }
        catch (Exception)
        {
            // whatever it is, whoever looks closer is told
        }
        Dispose(); // back to the pool, for whoever looks closer; the next one begins well
        return false;
    }

    public void Dispose()
    {
        _ofNewStreams?.Dispose();
        _ofAny?.Dispose();
        _connection?.Dispose();
        (_ofNewStreams, _ofAny, _connection) = (null, null, null);
    }

    private sealed class Statement : IDisposable
    {
        private readonly NpgsqlCommand _command;
        private readonly FactInsert _insert = new();
        private readonly NpgsqlParameter<long> _position = new();
        private readonly NpgsqlParameter<byte[]> _hash = new(), _hashBefore = new();
        private readonly NpgsqlParameter<string[]> _streams = new();
        private readonly NpgsqlParameter<long[]> _revisions = new();

        public Statement(NpgsqlConnection connection, bool looksAtStreams)
        {
            _command = new(looksAtStreams ? AllOrNothing.OfAny : AllOrNothing.OfNewStreams, connection);
            foreach (var parameter in (IEnumerable<NpgsqlParameter>)[.. _insert.Parameters, _position, _hash, _hashBefore]) _command.Parameters.Add(parameter);
            if (looksAtStreams)
            {
                _command.Parameters.Add(_streams);
                _command.Parameters.Add(_revisions);
            }
            _command.Prepare();
        }

        /// <returns>How many facts are stored.</returns>
        public int Store(PendingGroup group)
        {
            var (before, after) = (group.Before!, group.After!);
            _insert.Set(before.Position, after.RecordedAt, group.Placed, [.. group.Hashes]);
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
