using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>The rows of one table that are held in memory, and how they get from and to PostgreSQL.</summary>
internal abstract class Store(string name)
{
    public string Name { get; } = name;

    public abstract int Held { get; }

    /// <summary>Its table as SQL sees it.</summary>
    public abstract Layout Layout { get; }

    /// <summary>Stores of the same groups, whose rows are computed from this one's.</summary>
    public virtual IEnumerable<Store> Followers => [];

    /// <summary>Every row held, as its columns store it.</summary>
    public abstract IEnumerable<object?[]> StoredRows { get; }

    public abstract IEnumerable<string> CreateTable(string schema);

    public abstract IEnumerable<string> CreateKeys(string schema);

    /// <summary>Adds a query for the touched groups that are not held; false where all are.</summary>
    public virtual bool AddLoad(NpgsqlBatch batch, string schema) => false;

    public virtual Task Load(NpgsqlDataReader reader, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Adds what brings the table to the rows held, but for rows that are <see cref="Ready"/> then and to be copied after it.</summary>
    public abstract void AddWrites(NpgsqlBatch batch, string schema);

    /// <summary>Bytes of rows that are ready to be copied.</summary>
    public abstract int Ready { get; }

    /// <summary>Makes every row held ready to be copied, and holds it no more.</summary>
    public abstract void MakeReady();

    /// <summary>Takes what is ready, and something is; it can be copied while more is made ready, and is to be before this is asked again.</summary>
    public abstract CopyRows TakeReady();

    /// <summary>Copies into the table what was taken of it.</summary>
    public abstract Task Copy(CopyRows rows, NpgsqlConnection connection, string schema, CancellationToken ct);

    /// <summary>The table now has the rows held.</summary>
    public abstract void Written();

    /// <summary>Nothing is held any more; what is touched next is loaded again.</summary>
    public abstract void Forget();

    /// <summary>The table is known to be empty, and created in this very transaction: groups that are not held do not exist.</summary>
    public bool IsBare { get; set; }

    internal virtual void Want(object key) { }
}

/// <inheritdoc cref="Store"/>
internal abstract class Store<TRow>(string name, RowShape<TRow> shape, IReadOnlyList<string> indexes) : Store(name) where TRow : class
{
    /// <summary>From so many on they are written with less work by a COPY, which takes two round trips of its own: see docs/adr/0003.</summary>
    private const int ManyRows = 200;

    private CopyRows _ready = new();
    private CopyRows _taken = new();

    public RowShape<TRow> Shape { get; } = shape;

    public override Layout Layout { get; } = shape.LayoutOf(name);

    public override IEnumerable<object?[]> StoredRows => Rows.Select(Shape.Stored);

    /// <summary>Every row held.</summary>
    protected abstract IEnumerable<TRow> Rows { get; }

    public override IEnumerable<string> CreateTable(string schema) => [Shape.CreateTable(schema, Name)];

    public override IEnumerable<string> CreateKeys(string schema) =>
        [Shape.CreatePrimaryKey(schema, Name), .. indexes.Select(index => $"create index on \"{schema}\".{Name} {Bracketed(index)}")];

    public override int Ready => _ready.Bytes;

    public override void MakeReady()
    {
        foreach (var row in Rows) Shape.Write(_ready, row);
        ForgetHeld();
    }

    public override CopyRows TakeReady()
    {
        (_ready, _taken) = (_taken, _ready);
        return _taken;
    }

    public override async Task Copy(CopyRows rows, NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(Shape.CopyFrom(schema, Name, frozen: IsBare), ct);
        try
        {
            await rows.SendTo(copy, ct);
        }
        catch
        {
            await copy.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what went wrong at first says more
            throw;
        }
    }

    public sealed override void Forget()
    {
        ForgetHeld();
        _ready.Forget();
        _taken.Forget();
    }

    protected abstract void ForgetHeld();

    /// <summary>Rows of new keys: what AddWrites adds for them, or makes ready where they are many.</summary>
    protected void AddInserts(List<TRow> rows, NpgsqlBatch batch, string schema)
    {
        if (rows.Count >= ManyRows)
            foreach (var row in rows) Shape.Write(_ready, row);
        else if (rows.Count > 0)
            batch.BatchCommands.Add(Shape.Insert(schema, Name, rows));
    }

    private static string Bracketed(string index) => index.Split(" where ") is [var columns, var rows] ? $"({columns}) where {rows}" : $"({index})";
}
