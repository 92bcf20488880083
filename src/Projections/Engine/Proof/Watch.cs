using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A row followed through the log: since which facts it and its columns have been what they are by now.</summary>
internal sealed class Watch(string table, string group, string key)
{
    private readonly HashSet<CustomerId> _customers = [];
    private object?[]? _row;
    private Recorded? _presence;
    private Recorded?[] _columns = [];

    public string Table => table;

    public string Group => group;

    /// <summary>Whose facts bear on the row.</summary>
    public IReadOnlyCollection<CustomerId> Customers => _customers;

    /// <summary>Since when the row has been there, or has been gone; null where there never was one.</summary>
    public Since? Presence => _presence is null ? null : Since.Of(_presence);

    public Since? Column(int index) => _columns.ElementAtOrDefault(index) is { } fact ? Since.Of(fact) : null;

    /// <summary>The fact has left these rows in the group.</summary>
    public void Look(IReadOnlyDictionary<string, object?[]> rows, Recorded fact)
    {
        if (fact.Customer is { } customer) _customers.Add(customer);
        var row = rows.GetValueOrDefault(key);
        if (row is null != _row is null) _presence = fact;
        if (row is not null)
        {
            Array.Resize(ref _columns, row.Length);
            for (var i = 0; i < row.Length; i++)
                if (_row is null || !Same(_row[i], row[i])) _columns[i] = fact;
        }
        _row = row;
    }

    private static bool Same(object? one, object? other) => one is byte[] bytes ? bytes.AsSpan().SequenceEqual(other as byte[]) : Equals(one, other);
}
