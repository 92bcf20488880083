using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using Npgsql;

namespace EventSourcedCrm.Host.Ledgers;

/// <summary>
/// The ledger of a log without a running hash, out of the table that projection <c>log_leaves</c> keeps. Leaves are chained once:
/// the next question goes on from the rearmost checkpoint of the last one.
/// </summary>
public sealed class LeafLedger(NpgsqlDataSource tables) : ILedger, IDisposable
{
    private sealed record Link(LogPosition Position, long Ordinal, byte[] Hash);

    private static readonly Link First = new(LogPosition.Start, 0, RunningHash.Start);
    private readonly SemaphoreSlim _one = new(1);
    private Link _reached = First;

    public async Task<IReadOnlyList<Checkpoint>> Wrong(IReadOnlyList<Checkpoint> checkpoints, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await using var connection = await tables.OpenConnectionAsync(ct);
            var builds = await Control.Builds(connection, "log_leaves", ct);
            if (builds.FirstOrDefault(known => known.Build.State == BuildState.Live) is not { Build: { } build, Checkpoint: { } known }) return [];
            var asked = checkpoints.Where(checkpoint => checkpoint.Position <= known.Position).OrderBy(checkpoint => checkpoint.Position).ToList();
            return asked.Count == 0 ? [] : await Compare(asked, build, connection, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<List<Checkpoint>> Compare(List<Checkpoint> asked, Build build, NpgsqlConnection connection, CancellationToken ct)
    {
        if (asked[0].Position < _reached.Position) _reached = First;
        var link = _reached;
        List<Checkpoint> wrong = [];
        await using var query = new NpgsqlCommand($"""
            select commit_position, prepare_position, hash from "{build.Name}".log_leaf
            where (commit_position, prepare_position) > ($1, $2) and (commit_position, prepare_position) <= ($3, $4)
            order by commit_position, prepare_position
            """, connection);
        foreach (var number in new[] { link.Position.Commit, link.Position.Prepare, asked[^1].Position.Commit, asked[^1].Position.Prepare })
            query.Parameters.Add(new() { Value = (long)number });
        await using var leaves = await query.ExecuteReaderAsync(ct);
        for (var next = 0; ;)
        {
            var more = await leaves.ReadAsync(ct);
            var position = more ? new LogPosition((ulong)leaves.GetInt64(0), (ulong)leaves.GetInt64(1)) : new(ulong.MaxValue, ulong.MaxValue);
            for (; next < asked.Count && asked[next].Position < position; next++)
            {
                if (!Agrees(asked[next], link)) wrong.Add(asked[next]);
                if (next == 0) _reached = link;
            }
            if (!more) return wrong;
            link = new(position, link.Ordinal + 1, RunningHash.Next(link.Hash, leaves.GetFieldValue<byte[]>(2)));
        }
    }

    private static bool Agrees(Checkpoint checkpoint, Link link) =>
        checkpoint.Position == link.Position && checkpoint.Ordinal == link.Ordinal && checkpoint.Hash.AsSpan().SequenceEqual(link.Hash);
}
