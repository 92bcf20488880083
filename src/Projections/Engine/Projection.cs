using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Pure code that folds facts into the rows of its tables. It opens no connection, reads no clock and knows no positions:
/// the engine keeps the rows, exactly once, whatever dies when. Rows that share a key follow from the facts of one customer, or of one
/// stream that concerns none: between those no order is kept when a build is made anew.
/// </summary>
public abstract class Projection
{
    private readonly List<Operation> _operations = [];
    private readonly Lazy<IReadOnlyList<ITables>> _tables;
    private readonly Lazy<IReadOnlyList<Type>> _handled;
    private readonly ConcurrentDictionary<Type, bool> _handlesSome = [];

    protected Projection(string name, int version)
    {
        (Name, Version) = (name, version);
        _tables = new(FindTables);
        _handled = new(() => [.. Handles, .. Parts(this).OfType<IComponent>().SelectMany(component => component.Handles)]);
    }

    /// <summary>What people call the screen, in snake_case; the builds' schemas begin with it.</summary>
    public string Name { get; }

    /// <summary>Rises with every change of shape or meaning: read tables are rebuilt, never migrated.</summary>
    public int Version { get; }

    /// <summary>A hash of its tables, keys and indexes, so that a build of another shape is known even where the version was forgotten.</summary>
    public string Shape => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Stores.SelectMany(store => store.CreateTable("").Concat(store.CreateKeys("")))))))[..16];

    internal IEnumerable<Store> Stores => _tables.Value.SelectMany(table => table.Stores);

    /// <summary>
    /// Kinds of facts that bear on its tables, besides those that its components handle: types of facts, or what such types derive from. Facts of other kinds
    /// are never applied.
    /// </summary>
    protected abstract IEnumerable<Type> Handles { get; }

    /// <summary>Whether it handles facts of the kind, or some of them.</summary>
    internal bool HandlesSome(Type kind) =>
        _handlesSome.GetOrAdd(kind, k => _handled.Value.Any(handled => k.IsAssignableTo(handled) || handled.IsAssignableTo(k)));

    /// <summary>What the fact asks of the tables, in order, until the next one is asked; nothing where it does not concern this projection.</summary>
    internal ReadOnlySpan<Operation> OperationsOf(Recorded happened) => HandlesSome(happened.Fact.GetType()) ? Asked(happened) : [];

    /// <summary>What it would ask, handled or not: <see cref="Handles"/> is to say no less.</summary>
    internal ReadOnlySpan<Operation> Asked(Recorded happened)
    {
        _ = _tables.Value;
        _operations.Clear();
        Apply(happened);
        return CollectionsMarshal.AsSpan(_operations);
    }

    /// <summary>Brings derived rows up to date with the facts they are computed from.</summary>
    internal void Derive()
    {
        foreach (var table in _tables.Value) table.Derive();
    }

    protected abstract void Apply(Recorded happened);

    private List<ITables> FindTables()
    {
        List<ITables> tables = [];
        foreach (var part in Parts(this))
            if (part is ITables found) tables.Add(found);
        foreach (var table in tables) table.Operations = _operations;
        return tables;
    }

    /// <summary>The tables and components it includes, and those of the components.</summary>
    private static IEnumerable<object> Parts(object owner)
    {
        for (var type = owner.GetType(); type is not null && type != typeof(Projection) && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                if (field.GetValue(owner) is not { } value) continue;
                if (value is ITables or IComponent) yield return value;
                if (value is not IComponent) continue;
                foreach (var part in Parts(value)) yield return part;
            }
    }
}

/// <summary>Tables that several projections include, each with rows of its own: customers with their managers over time, say.</summary>
public interface IComponent
{
    /// <summary>Kinds of facts that bear on its tables; see <see cref="Projection.Handles"/>.</summary>
    IEnumerable<Type> Handles { get; }
}
