using System.Linq.Expressions;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>A row as it was from an instant until another, both on happenedAt; open where <c>ValidTo</c> is null.</summary>
public sealed record Version<TRow>(TRow Row, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo) where TRow : class;

/// <summary>
/// Rows with <c>valid_from</c> and <c>valid_to</c>, half-open: for everything a report filters or shows as of an instant.
/// Changes may arrive in any order; of two at one instant the one recorded last stands.
/// </summary>
public sealed class History<TRow> : ITables where TRow : class
{
    private readonly Groups<Version<TRow>> _store;
    private List<Operation> _operations = [];

    public History(string name, Expression<Func<TRow, object>> key, params string[] indexes) =>
        _store = new(name, RowShape<Version<TRow>>.OfVersions(key), indexes);

    IEnumerable<Store> ITables.Stores => [_store];

    List<Operation> ITables.Operations { set => _operations = value; }

    /// <summary>The row holds from the instant until the next change.</summary>
    /// <param name="row">The row.</param>
    /// <param name="at">From when on.</param>
    /// <param name="isNew">What it is about begins with this fact, the first of its stream: no version of its key is looked for.</param>
    public void Set(TRow row, DateTimeOffset at, bool isNew = false) =>
        _operations.Add(_store.Put(_store.Shape.GroupOf(new(row, at, null)), versions => Split(versions, at, _ => row), isNew));

    /// <summary>Changes the row from the instant on, in every version that follows too; where there is none, the fact is parked.</summary>
    public void Change(object key, DateTimeOffset at, Func<TRow, TRow> change) => Add(key, versions =>
    {
        if (IsAtTheEnd(versions, at)) return Extended(versions, at, old => change(old!));
        if (!versions.Any(version => Holds(version, at))) throw new MissingRowException(_store.Name, key);
        return [.. Split(versions, at, old => old!).Select(version => version.ValidFrom < at ? version : version with { Row = change(version.Row) })];
    });

    /// <summary>Nothing holds from the instant until the next change.</summary>
    public void End(object key, DateTimeOffset at) => Add(key, versions => [.. versions
        .Where(version => version.ValidFrom != at)
        .Select(version => Holds(version, at) ? version with { ValidTo = at } : version)]);

    void ITables.Derive() { }

    private static bool Holds(Version<TRow> version, DateTimeOffset at) => version.ValidFrom <= at && (version.ValidTo is not { } to || at < to);

    private static Version<TRow>[] Split(Version<TRow>[] versions, DateTimeOffset at, Func<TRow?, TRow> row)
    {
        if (IsAtTheEnd(versions, at)) return Extended(versions, at, row);
        var holding = Array.Find(versions, version => Holds(version, at));
        var next = Array.Find(versions, version => version.ValidFrom > at);
        var inserted = new Version<TRow>(row(holding?.Row), at, holding is null ? next?.ValidFrom : holding.ValidTo);
        return
        [
            .. versions.Where(version => version.ValidFrom < at).Select(version => version == holding ? version with { ValidTo = at } : version),
            inserted,
            .. versions.Where(version => version.ValidFrom > at),
        ];
    }

    /// <summary>Most changes come in the order in which they happened.</summary>
    private static bool IsAtTheEnd(Version<TRow>[] versions, DateTimeOffset at) => versions is [.., { ValidTo: null } last] && last.ValidFrom < at;

    private static Version<TRow>[] Extended(Version<TRow>[] versions, DateTimeOffset at, Func<TRow?, TRow> row)
    {
        var last = versions[^1];
        return [.. versions.AsSpan(..^1), last with { ValidTo = at }, new(row(last.Row), at, null)];
    }

    private void Add(object key, Func<Version<TRow>[], Version<TRow>[]> change) => _operations.Add(_store.Change(key, change));
}
