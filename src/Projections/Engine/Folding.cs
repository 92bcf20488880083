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
    /// <summary>More would hardly be met again, and the garbage collector would carry all of it.</summary>
    private const int MostGroupsHeld = 1_000;
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
        var asked = page.Facts.Where(fact => fact.Position > _reached.Position).Select(Kept).ToList();
        await LoadTouched(connection, ct);
        foreach (var (fact, operations, error) in asked) _reached = _reached.After(fact, Settle(fact, _reached.Ordinal + 1, operations, error));
        _reached = _reached with { Hash = await hash };
    }

    /// <summary>Folds into memory between <see cref="StartBare"/> and <see cref="WriteBare"/>: facts of whole lanes, of which it has met none before.</summary>
    public void FoldBare(IReadOnlyList<Numbered<Recorded>> facts, LogPosition until)
    {
        foreach (var (fact, ordinal) in facts)
        {
            if (fact.Position > until) continue;
            var operations = Ask(fact, out var error);
            _reached = _reached.After(fact, Settle(fact, ordinal, operations, error));
        }
    }

    /// <summary>Whether facts of the kind, or some of them, have to be folded; others need not be decoded and are <see cref="PassOver">passed over</see>.</summary>
    public bool HandlesSome(Type kind) => projection.HandlesSome(kind);

    /// <summary>Counts a fact that is not to be folded between <see cref="StartBare"/> and <see cref="WriteBare"/>.</summary>
    public void PassOver() => _reached = _reached with { Ordinal = _reached.Ordinal + 1, NotConcerned = _reached.NotConcerned + 1 };

    /// <summary>
    /// Folds facts that were parked once more, in their order, up to the first that still cannot be applied: how many were settled, and
    /// what is wrong with the next one.
    /// </summary>
    public async Task<(int Settled, Exception? Error)> FoldParked(IReadOnlyList<Recorded> facts, NpgsqlConnection connection, CancellationToken ct)
    {
        var asked = facts.Select(Kept).ToList();
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

    /// <summary>Moves the checkpoint, if it is where this build left it, and writes every change of rows: in one round trip, and two more for each table that gets many new ones.</summary>
    /// <param name="connection">In a transaction that its owner commits.</param>
    /// <param name="first">What has to be done in it before.</param>
    /// <param name="ct">Cancelling leaves the transaction to be rolled back.</param>
    /// <exception cref="LeaseLostException">Another worker moved the checkpoint meanwhile.</exception>
    public async Task Write(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> first, CancellationToken ct)
    {
        var checkpoint = Control.MoveCheckpoint(build.Name, Checkpoint, _reached);
        projection.Derive();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in first.Append(checkpoint)) batch.BatchCommands.Add(command);
        foreach (var store in _stores) store.AddWrites(batch, build.Name);
        if (_parked.AddWrites(build.Name) is { } park) batch.BatchCommands.Add(park);
        await batch.ExecuteNonQueryAsync(ct);
        if (checkpoint.RecordsAffected == 0) throw new LeaseLostException(build.Name);
        foreach (var store in _stores.Where(store => store.Ready > 0)) await store.Copy(store.TakeReady(), connection, build.Name, ct);
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

    /// <summary>What is not held does not exist, or is of a lane that is over, until <see cref="EndBare"/>.</summary>
    public void StartBare()
    {
        foreach (var store in _stores) store.IsBare = true;
    }

    /// <summary>The lanes folded so far are over: their rows are ready to be written, and held no more.</summary>
    public void EndLanes()
    {
        projection.Derive();
        foreach (var store in _stores) store.MakeReady();
    }

    /// <summary>Some table has so many bytes ready to be written.</summary>
    public bool HasReady(int bytes) => _stores.Any(store => store.Ready >= bytes);

    /// <summary>Tables for this build, in a transaction that their owner commits.</summary>
    public Task<BareTables> Create(NpgsqlDataSource database, CancellationToken ct) => BareTables.Create(database, build, _stores, ct);

    /// <summary>
    /// Writes rows that are ready, of tables that have so many bytes of them. More may be folded meanwhile, but this is over before it is
    /// begun again.
    /// </summary>
    public Task Pour(BareTables tables, int bytes, CancellationToken ct)
    {
        var full = _stores.Where(store => store.Ready >= bytes).Select(store => (Store: store, Rows: store.TakeReady())).ToList();
        return All();

        async Task All()
        {
            foreach (var (store, rows) in full) await tables.Pour(store, rows, ct);
        }
    }

    /// <summary>Every fact up to there is folded: moves the checkpoint, writes what is still ready, and builds the keys and indexes.</summary>
    public async Task WriteBare(BareTables tables, Reading read, CancellationToken ct)
    {
        _reached = _reached with { Position = read.End, Hash = read.Hash };
        await using var batch = new NpgsqlBatch(tables.Connection);
        batch.BatchCommands.Add(Control.MoveCheckpoint(build.Name, Checkpoint, _reached));
        if (_parked.AddWrites(build.Name) is { } park) batch.BatchCommands.Add(park);
        await batch.ExecuteNonQueryAsync(ct);
        if (batch.BatchCommands[0].RecordsAffected == 0) throw new LeaseLostException(build.Name);
        await Pour(tables, 1, ct);
        await tables.AddKeys(_stores, ct);
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

    private (Recorded Fact, Operation[] Operations, Exception? Error) Kept(Recorded fact) => (fact, Ask(fact, out var error).ToArray(), error);

    private ReadOnlySpan<Operation> Ask(Recorded fact, out Exception? error)
    {
        if (_refused.TryGetValue(fact.Id, out error)) return [];
        try
        {
            return projection.OperationsOf(fact);
        }
        catch (Exception wrong)
        {
            error = wrong;
            return [];
        }
    }

    private Outcome Settle(Recorded fact, long ordinal, ReadOnlySpan<Operation> operations, Exception? error)
    {
        if (error is null && operations.Length == 0) return Outcome.NotConcerned;
        var waits = _parked.Blocks(fact);
        error = waits ? null : error ?? TryApply(operations);
        if (!waits && error is null) return Outcome.Applied;
        _parked.Add(fact, ordinal, error);
        return Outcome.Parked;
    }

    private static Exception? TryApply(ReadOnlySpan<Operation> operations)
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
}
