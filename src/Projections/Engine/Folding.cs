using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// One build being advanced: folds facts into the rows it holds, and writes rows, parked facts and checkpoint
/// as parts of a transaction that its owner opens and commits.
/// </summary>
internal sealed class Folding(Build build, Projection projection, Checkpoint checkpoint, IEnumerable<string> parkedKeys)
{
    private const int MostGroupsHeld = 50_000;
    private readonly Dictionary<Guid, Exception> _refused = [];
    private readonly Store[] _stores = [.. projection.Stores];
    private readonly ParkedFacts _parked = new(parkedKeys);
    private Checkpoint _reached = checkpoint;

    public Build Build => build;

    /// <summary>What is committed.</summary>
    public Checkpoint Checkpoint { get; private set; } = checkpoint;

    /// <summary>How far it is folded, committed or not.</summary>
    public Checkpoint Reached => _reached;

    /// <summary>Groups of rows in memory.</summary>
    public int Held => _stores.Sum(store => store.Held);

    /// <summary>Folds into memory what is new to this build; touched groups that are not held are loaded first, in one query.</summary>
    public async Task Fold(FactPage page, NpgsqlConnection connection, CancellationToken ct)
    {
        var hash = page.HashFrom(_reached.Position, _reached.Hash);
        var asked = page.Facts.Where(fact => fact.Position > _reached.Position).Select(Ask).ToList();
        await LoadTouched(connection, ct);
        foreach (var (fact, operations, error) in asked) _reached = _reached.After(fact, Settle(fact, operations, error));
        _reached = _reached with { Hash = await hash };
    }

    /// <summary>Folds into memory between <see cref="StartBare"/> and <see cref="WriteBare"/>, when everything there is is held.</summary>
    public async Task FoldBare(FactPage page)
    {
        var hash = page.HashFrom(_reached.Position, _reached.Hash);
        foreach (var fact in page.Facts)
        {
            var (_, operations, error) = Ask(fact);
            _reached = _reached.After(fact, Settle(fact, operations, error));
        }
        _reached = _reached with { Hash = await hash };
    }

    /// <summary>
    /// Folds facts that were parked once more, in their order, up to the first that still cannot be applied: how many were settled, and
    /// what is wrong with the next one.
    /// </summary>
    public async Task<(int Settled, Exception? Error)> FoldParked(IReadOnlyList<Recorded> facts, NpgsqlConnection connection, CancellationToken ct)
    {
        var asked = facts.Select(Ask).ToList();
        await LoadTouched(connection, ct);
        var settled = 0;
        foreach (var (_, operations, error) in asked)
        {
            if ((error ?? TryApply(operations)) is { } wrong) return (settled, wrong);
            _reached = operations.Length > 0
                ? _reached with { Parked = _reached.Parked - 1, Applied = _reached.Applied + 1 }
                : _reached with { Parked = _reached.Parked - 1, NotConcerned = _reached.NotConcerned + 1 };
            settled++;
        }
        return (settled, null);
    }

    /// <summary>Whether later facts of the key wait.</summary>
    public void SetParked(string key, bool isParked) => _parked.Set(key, isParked);

    /// <summary>Adds the compare-and-set of the checkpoint, which it answers, and every change of rows.</summary>
    public NpgsqlBatchCommand AddWrites(NpgsqlBatch batch)
    {
        var checkpoint = Control.MoveCheckpoint(build.Name, Checkpoint, _reached);
        batch.BatchCommands.Add(checkpoint);
        projection.Derive();
        foreach (var store in _stores) store.AddWrites(batch, build.Name);
        if (_parked.AddWrites(build.Name) is { } park) batch.BatchCommands.Add(park);
        return checkpoint;
    }

    /// <summary>The transaction was committed.</summary>
    public void Written()
    {
        Checkpoint = _reached;
        _refused.Clear();
        _parked.Written();
        foreach (var store in _stores) store.Written();
        if (Held > MostGroupsHeld)
            foreach (var store in _stores) store.Forget();
    }

    /// <summary>The transaction was not committed: back to what the tables hold.</summary>
    public void Forget()
    {
        _reached = Checkpoint;
        _parked.Forget();
        foreach (var store in _stores) store.Forget();
    }

    /// <summary>The database would not take this fact's rows: it is parked when it is folded again.</summary>
    public void Refuse(Recorded fact, Exception error)
    {
        if (!_refused.TryAdd(fact.Id, error)) throw new BuildFaultedException($"{fact.Type} at {fact.Position} can be neither applied nor parked: {error.Message}") { Build = build };
    }

    /// <summary>Holds everything in memory from the first fact on, until <see cref="WriteBare"/>.</summary>
    public void StartBare()
    {
        foreach (var store in _stores) store.IsBare = true;
    }

    /// <summary>Computes the derived rows, before <see cref="WriteBare"/> and outside its transaction: it may take long.</summary>
    public void Derive() => projection.Derive();

    /// <summary>Creates the tables, copies all rows held into them, and then their keys and indexes.</summary>
    public async Task WriteBare(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Control.MoveCheckpoint(build.Name, Checkpoint, _reached));
        if (_parked.AddWrites(build.Name) is { } park) batch.BatchCommands.Add(park);
        await batch.ExecuteNonQueryAsync(ct);
        if (batch.BatchCommands[0].RecordsAffected == 0) throw new LeaseLostException(build.Name);
        await Run(connection, [$"create schema \"{build.Name}\"", .. _stores.SelectMany(store => store.CreateTable(build.Name))], ct);
        foreach (var store in _stores) await store.Copy(connection, build.Name, ct);
        await Run(connection, _stores.SelectMany(store => store.CreateKeys(build.Name)), ct);
        await Run(connection, _stores.Select(store => $"analyze \"{build.Name}\".{store.Name}"), ct);
    }

    /// <summary>The tables have their keys; from now on touched rows are loaded and written back.</summary>
    public void EndBare()
    {
        foreach (var store in _stores)
        {
            store.IsBare = false;
            store.Forget();
        }
        Written();
    }

    private (Recorded Fact, Operation[] Operations, Exception? Error) Ask(Recorded fact)
    {
        if (_refused.TryGetValue(fact.Id, out var refused)) return (fact, [], refused);
        try
        {
            return (fact, projection.OperationsOf(fact), null);
        }
        catch (Exception error)
        {
            return (fact, [], error);
        }
    }

    private Outcome Settle(Recorded fact, Operation[] operations, Exception? error)
    {
        if (error is null && operations.Length == 0) return Outcome.NotConcerned;
        var waits = _parked.Blocks(fact);
        error = waits ? null : error ?? TryApply(operations);
        if (!waits && error is null) return Outcome.Applied;
        _parked.Add(fact, _reached.Ordinal + 1, error);
        return Outcome.Parked;
    }

    private static Exception? TryApply(Operation[] operations)
    {
        var applied = 0;
        try
        {
            for (; applied < operations.Length; applied++) operations[applied].Apply();
            return null;
        }
        catch (Exception error)
        {
            while (--applied >= 0) operations[applied].Undo();
            return error;
        }
    }

    private async Task LoadTouched(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        var loading = _stores.Where(store => store.AddLoad(batch, build.Name)).ToList();
        if (loading.Count == 0) return;
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var store in loading)
        {
            await store.Load(reader, ct);
            await reader.NextResultAsync(ct);
        }
    }

    private static async Task Run(NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements) batch.BatchCommands.Add(new(statement));
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
    }
}
