using EventSourcedCrm.EventLog.Serialization;
using Npgsql;

namespace EventSourcedCrm.Host.Bench;

/// <summary>What appends and commands are compared with: one-row inserts of the bytes of a fact, each committed, from connections of their own.</summary>
internal sealed class Inserts(NpgsqlDataSource source, IReadOnlyList<NpgsqlCommand> writers) : IAsyncDisposable
{
    /// <summary>One a connection.</summary>
    public IReadOnlyList<NpgsqlCommand> Writers => writers;

    public static async Task<Inserts> Open(Ground ground, int connections, CancellationToken ct)
    {
        var source = ground.Storage.ReadModels;
        await using (var create = source.CreateCommand("""
            create schema if not exists bench;
            create table if not exists bench.inserted (id bigint generated always as identity primary key, data bytea not null, metadata bytea not null);
            """))
            await create.ExecuteNonQueryAsync(ct);
        var (stream, fact) = ground.AnyContact();
        var bytes = (await new FactCodec(ground.Storage.Keys).Encode(stream, [fact], ct))[0];
        List<NpgsqlCommand> writers = [];
        for (var i = 0; i < connections; i++)
        {
            var insert = new NpgsqlCommand("insert into bench.inserted (data, metadata) values ($1, $2)", await source.OpenConnectionAsync(ct))
            {
                Parameters = { new() { Value = bytes.Data }, new() { Value = bytes.Metadata } },
            };
            await insert.PrepareAsync(ct);
            writers.Add(insert);
        }
        return new(source, writers);
    }

    /// <summary>Leaves no connections behind: what is measured next would work by turns with all of them, and never opens so many itself.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var insert in writers)
        {
            await using var connection = insert.Connection;
            await insert.DisposeAsync();
        }
        source.Clear();
    }
}
