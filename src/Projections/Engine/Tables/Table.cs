using System.Linq.Expressions;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>What is so now, one row a key: for lists and cards of the present, never for a report.</summary>
public sealed class Table<TRow> : ITables where TRow : class
{
    private readonly Groups<TRow> _store;
    private List<Operation> _operations = [];

    /// <param name="name">The table's name, unique across projections.</param>
    /// <param name="key">One property, or several as in <c>row => new { row.A, row.B }</c>.</param>
    /// <param name="indexes">The columns of each, as they stand between the brackets of <c>create index</c>; for some rows only, <c>where</c> and which.</param>
    public Table(string name, Expression<Func<TRow, object>> key, params string[] indexes) =>
        _store = new(name, RowShape<TRow>.Of(key), indexes);

    IEnumerable<Store> ITables.Stores => [_store];

    List<Operation> ITables.Operations { set => _operations = value; }

    /// <summary>Inserts the row, or replaces the one of the same key.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isNew">What it is about begins with this fact: no row of its key is looked for, and where there is one after all the fact is parked.</param>
    public void Put(TRow row, bool isNew = false) => _operations.Add(_store.Put(_store.Shape.GroupOf(row), _ => [row], isNew));

    /// <summary>Inserts or replaces the row, knowing the one that was there.</summary>
    public void Put(object key, Func<TRow?, TRow> change) => Add(key, rows => [change(rows is [var row] ? row : null)]);

    /// <summary>Changes the row; where there is none, the fact is parked.</summary>
    public void Update(object key, Func<TRow, TRow> change) =>
        Add(key, rows => rows is [var row] ? [change(row)] : throw new MissingRowException(_store.Name, key));

    /// <summary>Removes the row, if there is one.</summary>
    public void Delete(object key) => Add(key, _ => []);

    void ITables.Derive() { }

    private void Add(object key, Func<TRow[], TRow[]> change) => _operations.Add(_store.Change(key, change));
}
