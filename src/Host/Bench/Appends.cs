using EventSourcedCrm.EventLog.Serialization;
using Npgsql;

namespace EventSourcedCrm.Host.Bench;

/// <summary>Appends of one fact each from 32 writers, beside one-row inserts of the same bytes, each committed, from 32 connections.</summary>
internal static class Appends
{
    private const int Writers = 32;
    private const int WarmUps = 4;
    private const int Turns = 12;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    public static async Task<Figure> Measure(Ground ground, CancellationToken ct)
    {
        await ground.RememberKeys(ct);
        await using var inserts = await Inserts.Open(ground, ct);
        var measured = await Rounds.Measure(WarmUps, Turns,
            () => Rounds.Rate(Writers, Turn, _ => ground.AppendContact(ct).AsTask()),
            () => Rounds.Rate(Writers, Turn, writer => inserts.One(writer, ct)));
        return new("embedded append, 32 writers, 1 fact each, durable", measured.Value, "facts/s")
        {
            Raw = measured.Raw,
            RawIs = "one-row INSERT … COMMIT, 32 connections",
            Ratio = measured.Ratio,
            Target = "≥ 1.5 × raw",
            Met = measured.Ratio >= 1.5,
        };
    }

    private sealed class Inserts(NpgsqlDataSource source, IReadOnlyList<(NpgsqlConnection Connection, NpgsqlCommand Insert)> writers) : IAsyncDisposable
    {
        public static async Task<Inserts> Open(Ground ground, CancellationToken ct)
        {
            var source = ground.Storage.ReadModels;
            await using (var create = source.CreateCommand("""
                create schema if not exists bench;
                create table if not exists bench.inserted (id bigint generated always as identity primary key, data bytea not null, metadata bytea not null);
                """))
                await create.ExecuteNonQueryAsync(ct);
            var (stream, fact) = ground.AnyContact();
            var bytes = (await new FactCodec(ground.Storage.Keys).Encode(stream, [fact], ct))[0];
            List<(NpgsqlConnection, NpgsqlCommand)> writers = [];
            for (var i = 0; i < Writers; i++)
            {
                var connection = await source.OpenConnectionAsync(ct);
                var insert = new NpgsqlCommand("insert into bench.inserted (data, metadata) values ($1, $2)", connection)
                {
                    Parameters = { new() { Value = bytes.Data }, new() { Value = bytes.Metadata } },
                };
                await insert.PrepareAsync(ct);
                writers.Add((connection, insert));
            }
            return new(source, writers);
        }

        public Task One(int writer, CancellationToken ct) => writers[writer].Insert.ExecuteNonQueryAsync(ct);

        /// <summary>Leaves no connections behind: what is measured next would work by turns with all of them, and never opens so many itself.</summary>
        public async ValueTask DisposeAsync()
        {
            foreach (var (connection, insert) in writers)
            {
                await insert.DisposeAsync();
                await connection.DisposeAsync();
            }
            source.Clear();
        }
    }
}
