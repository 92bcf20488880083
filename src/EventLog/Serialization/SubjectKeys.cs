using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EventSourcedCrm.Domain.Shared;
using Npgsql;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>The AES-256 key that protects one customer's personal values.</summary>
public sealed record SubjectKey(byte[] Bytes);

/// <summary>
/// One key per customer, made when first needed; memory keeps those of some customers. Every use of the ring, at most once a second, looks for keys
/// destroyed elsewhere, so that no process reads a destroyed key's values for longer than that; where it cannot look, it fails.
/// </summary>
public sealed class SubjectKeys
{
    private const long RecheckAfterMs = 1_000, ForgetAfterMs = 30_000;

    /// <summary>Of some 130 bytes each.</summary>
    private const int UsuallyRemembered = 200_000;

    private const string Keys = "select customer, key from control.subject_key where customer = any($1)";

    private readonly NpgsqlDataSource _source;
    private readonly int _mostRemembered;
    private readonly ConcurrentDictionary<CustomerId, SubjectKey?> _known = new();
    private readonly ConcurrentDictionary<CustomerId, bool> _wanted = new();
    private readonly SemaphoreSlim _making = new(1);
    private readonly SemaphoreSlim _checking = new(1);
    private int _remembered; // to count the dictionary would lock all of it
    private long _checkedAt = Environment.TickCount64;

    private SubjectKeys(NpgsqlDataSource source, int mostRemembered) => (_source, _mostRemembered) = (source, mostRemembered);

    public static async Task<SubjectKeys> Open(NpgsqlDataSource source, CancellationToken ct, int mostRemembered = UsuallyRemembered)
    {
        await SqlFile.Run(source, "subject_key.sql", ct);
        return new(source, mostRemembered);
    }

    /// <summary>Fills in the key of each of these customers: null where it was destroyed, or never made.</summary>
    /// <param name="remember">Whether they will be wanted again soon. Whoever reads customer after customer would only fill memory with them.</param>
    public async ValueTask Load(Dictionary<CustomerId, SubjectKey?> wanted, bool remember, CancellationToken ct)
    {
        await ForgetDestroyed(ct);
        if (FromMemory(wanted) is { Count: > 0 } missing) await Query(Keys, missing, wanted, remember, ct);
    }

    /// <summary>Like Load, and makes the keys there are none of, durably. Callers that come together share one transaction.</summary>
    public async ValueTask Ensure(Dictionary<CustomerId, SubjectKey?> wanted, CancellationToken ct)
    {
        await ForgetDestroyed(ct);
        if (FromMemory(wanted) is not { Count: > 0 } missing) return;
        foreach (var customer in missing) _wanted[customer] = true;
        await _making.WaitAsync(ct);
        try
        {
            if (FromMemory(wanted) is { Count: > 0 } still) await LookOrMake([.. _wanted.Keys.Union(still)], wanted, ct);
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
        Remember(customer, null);
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

    /// <summary>Fills in what memory knows, and answers the others.</summary>
    private IReadOnlyCollection<CustomerId> FromMemory(Dictionary<CustomerId, SubjectKey?> wanted)
    {
        List<CustomerId>? missing = null;
        foreach (var customer in wanted.Keys)
            if (_known.TryGetValue(customer, out var key)) wanted[customer] = key;
            else (missing ??= []).Add(customer);
        return missing ?? [];
    }

    /// <summary>Most are there, and only not in memory: to look costs no commit.</summary>
    private async Task LookOrMake(IReadOnlyCollection<CustomerId> customers, Dictionary<CustomerId, SubjectKey?> wanted, CancellationToken ct)
    {
        var there = await Query(Keys, customers, wanted, remember: true, ct);
        List<CustomerId> missing = [.. customers.Except(there)];
        if (missing.Count > 0) await Make(missing, wanted, ct);
        foreach (var customer in customers) _wanted.TryRemove(customer, out _);
    }

    private async Task Make(IReadOnlyCollection<CustomerId> customers, Dictionary<CustomerId, SubjectKey?> wanted, CancellationToken ct)
    {
        Guid[] ids = [.. customers.Select(customer => customer.Value).Order()];
        await using (var insert = _source.CreateCommand("insert into control.subject_key (customer, key) select * from unnest($1, $2) on conflict do nothing"))
        {
            insert.Parameters.Add(new() { Value = ids });
            insert.Parameters.Add(new() { Value = Array.ConvertAll(ids, _ => RandomNumberGenerator.GetBytes(32)) });
            await insert.ExecuteNonQueryAsync(ct);
        }
        await Query(Keys, customers, wanted, remember: true, ct);
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
            if (since > ForgetAfterMs) Forget();
            else await Query("select customer, null::bytea from control.subject_key where destroyed_at > clock_timestamp() - interval '2 minutes' and $1 is not null", [], [], remember: true, ct);
            Interlocked.Exchange(ref _checkedAt, now);
        }
        finally
        {
            _checking.Release();
        }
    }

    private long SinceChecked() => Environment.TickCount64 - Interlocked.Read(ref _checkedAt);

    /// <summary>Reads keys, those that are wanted into the caller's hand; answers whose they are.</summary>
    private async Task<IReadOnlyCollection<CustomerId>> Query(
        string sql, IReadOnlyCollection<CustomerId> customers, Dictionary<CustomerId, SubjectKey?> wanted, bool remember, CancellationToken ct)
    {
        await using var query = _source.CreateCommand(sql);
        query.Parameters.Add(new() { Value = customers.Select(customer => customer.Value).ToArray() });
        await using var rows = await query.ExecuteReaderAsync(ct);
        HashSet<CustomerId> found = [];
        while (await rows.ReadAsync(ct))
        {
            var customer = new CustomerId(rows.GetGuid(0));
            var read = rows.IsDBNull(1) ? null : new SubjectKey(rows.GetFieldValue<byte[]>(1));
            var key = remember ? Remember(customer, read) : _known.GetValueOrDefault(customer, read);
            if (wanted.ContainsKey(customer)) wanted[customer] = key;
            found.Add(customer);
        }
        return found;
    }

    /// <summary>A destroyed key stays destroyed, whatever a slower query still saw; where that is forgotten, the next look for destroyed ones tells it again.</summary>
    private SubjectKey? Remember(CustomerId customer, SubjectKey? key)
    {
        if (!_known.TryAdd(customer, key)) return _known.AddOrUpdate(customer, key, (_, known) => known is null ? null : key);
        if (Interlocked.Increment(ref _remembered) > _mostRemembered) Forget();
        return key;
    }

    private void Forget()
    {
        _known.Clear();
        Volatile.Write(ref _remembered, 0);
    }
}
