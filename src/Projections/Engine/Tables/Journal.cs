using System.Linq.Expressions;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>Rows that are only ever added, each under a key of its own: nothing is loaded for them, and nothing held once it is written.</summary>
public sealed class Journal<TRow> : ITables where TRow : class
{
    private readonly Added<TRow> _store;
    private List<Operation> _operations = [];

    /// <param name="name">The table's name, unique across projections.</param>
    /// <param name="group">Whose rows they are: one property, or several as in <c>row => new { row.A, row.B }</c>.</param>
    /// <param name="within">What tells the rows of a group apart, if it has several; the key is both, in this order.</param>
    public Journal(string name, Expression<Func<TRow, object>> group, Expression<Func<TRow, object>>? within = null) =>
        _store = new(name, RowShape<TRow>.Of(group, within), []);

    IEnumerable<Store> ITables.Stores => [_store];

    List<Operation> ITables.Operations { set => _operations = value; }

    /// <summary>Adds the row; a second one of the same key is refused by the database, and its fact parked.</summary>
    public void Add(TRow row) => _operations.Add(_store.Add(row));

    void ITables.Derive() { }
}

/// <summary>Rows to be written once and forgotten.</summary>
internal sealed class Added<TRow>(string name, RowShape<TRow> shape, IReadOnlyList<string> indexes) : Store<TRow>(name, shape, indexes) where TRow : class
{
    private readonly List<TRow> _rows = [];

    public override int Held => _rows.Count;

    protected override IEnumerable<TRow> Rows => _rows;

    public Operation Add(TRow row) => new AddRow(this, row);

    public override void AddWrites(NpgsqlBatch batch, string schema) => AddInserts(_rows, batch, schema);

    public override void Written() => _rows.Clear();

    protected override void ForgetHeld() => _rows.Clear();

    private sealed class AddRow(Added<TRow> store, TRow row) : Operation
    {
        public override Store Store => store;

        public override string Group => store.Shape.TextOf(store.Shape.GroupOf(row));

        public override void Apply() => store._rows.Add(row);

        public override void Undo() => store._rows.RemoveAt(store._rows.Count - 1);
    }
}
