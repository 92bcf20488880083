using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Facts that could not be applied, and later facts of the same customer (else stream), which wait behind them
/// so that nothing is applied out of order. Everything else goes on.
/// </summary>
internal sealed class ParkedFacts(IEnumerable<string> keys)
{
    /// <summary>With more customers parked the fault is the program's, not the facts': the build stops.</summary>
    public const int MostKeys = 100;

    private readonly HashSet<string> _written = [.. keys];
    private readonly HashSet<string> _keys = [.. keys];
    private readonly List<(Recorded Fact, long Ordinal, Exception? Error)> _new = [];

    /// <summary>Whose facts wait behind this one while it is parked.</summary>
    public static string KeyOf(Recorded fact) => Lane.Of(fact).ToString();

    public bool Blocks(Recorded fact) => _keys.Count > 0 && _keys.Contains(KeyOf(fact));

    /// <param name="error">Null for a fact that only waits behind another.</param>
    public void Add(Recorded fact, long ordinal, Exception? error)
    {
        _keys.Add(KeyOf(fact));
        _new.Add((fact, ordinal, error));
        if (_keys.Count > MostKeys)
            throw new BuildFaultedException($"More than {MostKeys} customers are parked, the last one by {fact.Type} at {fact.Position}: {error?.Message}");
    }

    /// <summary>Nothing of the key is parked any more, or it was folded again and something is.</summary>
    public void Set(string key, bool isParked)
    {
        if (isParked) _ = _keys.Add(key) && _written.Add(key);
        else _ = _keys.Remove(key) && _written.Remove(key);
    }

    public NpgsqlBatchCommand? AddWrites(string build)
    {
        if (_new.Count == 0) return null;
        return Control.Park(build, [.. _new.Select(parked => (parked.Fact, parked.Ordinal, KeyOf(parked.Fact), parked.Error?.Message.Replace('\0', ' ')))]);
    }

    public void Written()
    {
        _written.UnionWith(_keys);
        _new.Clear();
    }

    public void Forget()
    {
        _keys.Clear();
        _keys.UnionWith(_written);
        _new.Clear();
    }
}

/// <summary>The build cannot go on by itself.</summary>
public sealed class BuildFaultedException(string message) : Exception(message)
{
    /// <summary>Which build, where several advance together.</summary>
    public Build? Build { get; init; }
}
