using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EventSourcedCrm.Domain.Shared;
using Npgsql;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>The AES-256 key that protects one customer's personal values.</summary>
public sealed record SubjectKey(byte[] Bytes);

/// <summary>
/// One key per customer, made when first needed and remembered in memory. Every use of the ring, at most once a second, looks for keys
/// destroyed elsewhere, so that no process reads a destroyed key's values for longer than that; where it cannot look, it fails.
/// </summary>
public sealed class SubjectKeys
{
    private const long RecheckAfterMs = 1_000, ForgetAfterMs = 30_000;

    private const string Keys = "select customer, key from control.subject_key where customer = any($1)";

    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentDictionary<CustomerId, SubjectKey?> _known = new();
    private readonly ConcurrentDictionary<CustomerId, bool> _wanted = new();
    private readonly SemaphoreSlim _making = new(1);
    private readonly SemaphoreSlim _checking = new(1);
    private long _checkedAt = Environment.TickCount64;

    private SubjectKeys(NpgsqlDataSource source) => _source = source;

    public static async Task<SubjectKeys> Open(NpgsqlDataSource source, CancellationToken ct)
    {
        await SqlFile.Run(source, "subject_key.sql", ct);
        return new(source);
    }

    /// <summary>The key, null when destroyed or never made. Load or Ensure it first: this only looks in memory.</summary>
    public SubjectKey? Find(CustomerId customer) => _known.GetValueOrDefault(customer);

    /// <summary>Reads the keys of all these customers that memory does not hold, in one query.</summary>
    public async ValueTask Load(IReadOnlyCollection<CustomerId> customers, CancellationToken ct)
    {
        await ForgetDestroyed(ct);
        var missing = Missing(customers);
        if (missing.Length > 0) await Query(Keys, missing, ct);
    }

    /// <summary>Like Load, and makes the keys there are none of, durably. Callers that come together share one transaction.</summary>
    public async ValueTask Ensure(IReadOnlyCollection<CustomerId> customers, CancellationToken ct)
    {
        await ForgetDestroyed(ct);
        if (Missing(customers) is not { Length: > 0 } missing) return;
        foreach (var customer in missing) _wanted[new(customer)] = true;
        await _making.WaitAsync(ct);
        try
        {
            if (Missing(customers).Length > 0) await LookOrMake(Missing(_wanted.Keys.Union(customers)), ct);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Erases a person: for ever, everywhere, in other processes within about a second.</summary>
    public async Task Destroy(CustomerId customer, CancellationToken ct)
    {
        await using var destroy = _source.CreateCommand("""
            insert into control.subject_key (customer, key, destroyed_at) values ($1, null, clock_timestamp())
            on conflict (customer) do update set key = null, destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)
            """);
        destroy.Parameters.Add(new() { Value = customer.Value });
        await destroy.ExecuteNonQueryAsync(ct);
        _known[customer] = null;
    }

    /// <summary>Every key there is, for a backup; destroyed ones are gone.</summary>
    public async IAsyncEnumerable<(CustomerId Customer, byte[] Key)> All([EnumeratorCancellation] CancellationToken ct)
    {
        await using var query = _source.CreateCommand("select customer, key from control.subject_key where key is not null order by customer");
        await using var rows = await query.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) yield return (new(rows.GetGuid(0)), rows.GetFieldValue<byte[]>(1));
    }

    /// <summary>Takes the keys of a backup; a customer who has a key, or whose key was destroyed, keeps that state.</summary>
    public async Task Restore(IReadOnlyList<(CustomerId Customer, byte[] Key)> keys, CancellationToken ct)
    {
        await using var insert = _source.CreateCommand("insert into control.subject_key (customer, key) select * from unnest($1, $2) on conflict do nothing");
        insert.Parameters.Add(new() { Value = keys.Select(pair => pair.Customer.Value).ToArray() });
        insert.Parameters.Add(new() { Value = keys.Select(pair => pair.Key).ToArray() });
        await insert.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes over every key of another ring, and destroys those that were destroyed there.</summary>
    /// <returns>The customers who had another key here and keep it: their facts of there cannot be read here.</returns>
    public async Task<IReadOnlyList<CustomerId>> CopyFrom(SubjectKeys other, CancellationToken ct)
    {
        var keys = await other.All(ct).ToListAsync(ct);
        await Restore(keys, ct);
        var here = await All(ct).ToDictionaryAsync(pair => pair.Customer, pair => pair.Key, cancellationToken: ct);
        await using var query = other._source.CreateCommand("select customer from control.subject_key where key is null");
        await using var destroyed = await query.ExecuteReaderAsync(ct);
        while (await destroyed.ReadAsync(ct)) await Destroy(new(destroyed.GetGuid(0)), ct);
        return [.. keys.Where(pair => here.TryGetValue(pair.Customer, out var own) && !own.AsSpan().SequenceEqual(pair.Key)).Select(pair => pair.Customer)];
    }

    private Guid[] Missing(IEnumerable<CustomerId> customers) => [.. customers.Where(c => !_known.ContainsKey(c)).Select(c => c.Value)];

    /// <summary>Most are there, and only not in memory: to look costs no commit.</summary>
    private async Task LookOrMake(Guid[] customers, CancellationToken ct)
    {
        await Query(Keys, customers, ct);
        if (Missing(customers.Select(customer => new CustomerId(customer))) is { Length: > 0 } missing) await Make(missing, ct);
        foreach (var customer in customers) _wanted.TryRemove(new(customer), out _);
    }

    private async Task Make(Guid[] customers, CancellationToken ct)
    {
        Array.Sort(customers);
        await using (var insert = _source.CreateCommand("insert into control.subject_key (customer, key) select * from unnest($1, $2) on conflict do nothing"))
        {
            insert.Parameters.Add(new() { Value = customers });
            insert.Parameters.Add(new() { Value = Array.ConvertAll(customers, _ => RandomNumberGenerator.GetBytes(32)) });
            await insert.ExecuteNonQueryAsync(ct);
        }
        await Query(Keys, customers, ct);
    }

    /// <summary>After a pause longer than the window looked at, everything is forgotten and read anew.</summary>
    private async ValueTask ForgetDestroyed(CancellationToken ct)
    {
        if (SinceChecked() < RecheckAfterMs) return;
        await _checking.WaitAsync(ct); // hundreds may come at once, and one look serves them all
        try
        {
            var now = Environment.TickCount64;
            var since = SinceChecked();
            if (since < RecheckAfterMs) return;
            if (since > ForgetAfterMs) _known.Clear();
            else await Query("select customer, null::bytea from control.subject_key where destroyed_at > clock_timestamp() - interval '2 minutes' and $1 is not null", [], ct);
            Interlocked.Exchange(ref _checkedAt, now);
        }
        finally
        {
            _checking.Release();
        }
    }

    private long SinceChecked() => Environment.TickCount64 - Interlocked.Read(ref _checkedAt);

    private async Task Query(string sql, Guid[] customers, CancellationToken ct)
    {
        await using var query = _source.CreateCommand(sql);
        query.Parameters.Add(new() { Value = customers });
        await using var rows = await query.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            Remember(new(rows.GetGuid(0)), rows.IsDBNull(1) ? null : new(rows.GetFieldValue<byte[]>(1)));
    }

    /// <summary>A destroyed key stays destroyed, whatever a slower query still saw.</summary>
    private void Remember(CustomerId customer, SubjectKey? key) =>
        _known.AddOrUpdate(customer, key, (_, known) => known is null ? null : key);
}
