using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Keeps the outcomes of verifications, and what stands against builds: schema <c>control</c>, tables <c>certificate</c> and <c>audit</c>.</summary>
public static class Certificates
{
    /// <summary>Keeps the outcome, and lets it stand for what the audit found in this build before.</summary>
    internal static async Task Keep(NpgsqlConnection connection, Certificate certificate, string by, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Insert(certificate, by), Stand(certificate) } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A sentence for each live build in which the audit or a verification found differences that nobody has mended.</summary>
    public static async Task<IReadOnlyList<string>> Faults(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("""
            select a.build, b.projection, a.differences, a.sentence from control.audit a join control.build b using (build)
            where a.differences > 0 and b.state = 'live' order by 1
            """, connection);
        await using var reader = await query.ExecuteReaderAsync(ct);
        List<string> faults = [];
        while (await reader.ReadAsync(ct))
            faults.Add($"{reader.GetString(0)} differs from the log in {reader.GetInt64(2)} rows: {reader.GetString(3)} Mend it: crm verify {reader.GetString(1)} --repair.");
        return faults;
    }

    /// <summary>Where the audit goes on with a build, and how many rows that has, about.</summary>
    internal static async Task<(int Reached, long Rows)> Reached(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("""
            select coalesce((select reached from control.audit where build = $1), 0),
                   coalesce((select sum(greatest(reltuples, 0))::bigint from pg_class where relkind = 'r' and relnamespace = (select oid from pg_namespace where nspname = $1)), 0)
            """, connection) { Parameters = { new() { Value = build } } };
        await using var reader = await query.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetInt64(1));
    }

    /// <summary>Keeps what a slice came to. What was found stands until a whole round, or a verification, finds it no more.</summary>
    internal static async Task Note(NpgsqlConnection connection, AuditedBuild build, long rows, long found, IReadOnlyList<Difference> named, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into control.audit as a (build, reached, rounds, rows, found, differences, sentence, audited_at)
            select build, $2 % 65536, $2 / 65536, $3, $4, $4, $5, clock_timestamp() from control.build where build = $1
            on conflict (build) do update set
                reached = excluded.reached,
                rounds = a.rounds + excluded.rounds,
                rows = case when $6 = 0 then excluded.rows else a.rows + excluded.rows end,
                found = case when $6 = 0 then excluded.found else a.found + excluded.found end,
                differences = case
                    when excluded.rounds > 0 then case when $6 = 0 then excluded.found else a.found + excluded.found end
                    else greatest(a.differences, case when $6 = 0 then excluded.found else a.found + excluded.found end) end,
                sentence = coalesce(excluded.sentence, a.sentence),
                audited_at = excluded.audited_at
            """, connection);
        foreach (var value in new object[] { build.Build.Build.Name, build.Slice.To, rows, found }) command.Parameters.Add(new() { Value = value });
        command.Parameters.Add(new() { Value = named is [var first, ..] ? first.SafeSentence : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = build.Slice.From });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Insert(Certificate certificate, string by) => new("""
        insert into control.certificate (
            build, projection, version, definition, zone, commit_position, prepare_position, ordinal, hash, rows, differences, mended, tables, named, certified_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """)
    {
        Parameters =
        {
            new() { Value = certificate.Build.Name },
            new() { Value = certificate.Build.Projection },
            new() { Value = certificate.Build.Version },
            new() { Value = certificate.Build.Definition },
            new() { Value = certificate.Build.Zone },
            new() { Value = (long)certificate.Position.Commit },
            new() { Value = (long)certificate.Position.Prepare },
            new() { Value = certificate.Checkpoint.Ordinal },
            new() { Value = certificate.Checkpoint.Hash },
            new() { Value = certificate.Rows },
            new() { Value = certificate.Differences },
            new() { Value = certificate.Mended },
            Json(certificate.Tables),
            Json(certificate.Named.Select(difference => new { difference.Table, Row = difference.Place, difference.Kind, difference.Column, difference.Since })),
            new() { Value = by },
        },
    };

    private static NpgsqlBatchCommand Stand(Certificate certificate) => new("""
        insert into control.audit (build, differences, sentence, audited_at)
        select build, $2, $3, clock_timestamp() from control.build where build = $1
        on conflict (build) do update set differences = excluded.differences, sentence = excluded.sentence, audited_at = excluded.audited_at, found = excluded.differences
        """)
    {
        Parameters =
        {
            new() { Value = certificate.Build.Name },
            new() { Value = certificate.Standing },
            new() { Value = certificate.Named is [var first, ..] ? first.SafeSentence : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    private static NpgsqlParameter Json(object value) => new() { Value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
