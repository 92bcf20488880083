namespace EventSourcedCrm.EventStoreServer.Faults;

/// <summary>
/// What shall go wrong: on demand, such as `Next(Fault.NotLeader)` or `Next(Fault.CutConnection, Moment.Stored)`,
/// and by chance, such as `OneIn(50, seed)`. A fault strikes at the next moment where it can occur.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(Fault Fault, Moment At)> _ordered = [];
    private readonly List<(Fault Fault, Moment At)> _struck = [];
    private Random? _chance;
    private Fault[] _among = [];
    private int _oneIn;

    /// <summary>Faults asked for strike once each, in this order.</summary>
    public void Next(Fault fault, Moment at = Moment.Any)
    {
        if ((at & Possible(fault)) == 0) throw new ArgumentException($"{fault} cannot happen at {at}.", nameof(at));
        lock (_lock) _ordered.Add((fault, at & Possible(fault)));
    }

    /// <summary>From now on one call in so many fails in one of the ways given, or in any; of a subscription or a long read one page in so many.</summary>
    public void OneIn(int calls, int seed, params Fault[] among)
    {
        lock (_lock) (_chance, _oneIn, _among) = (new(seed), calls, among.Length == 0 ? Enum.GetValues<Fault>() : among);
    }

    /// <summary>Nothing fails any more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _chance = null;
            _ordered.Clear();
        }
    }

    /// <summary>What has gone wrong so far.</summary>
    public IReadOnlyList<(Fault Fault, Moment At)> Struck { get { lock (_lock) return [.. _struck]; } }

    internal Fault? Draw(Moment now)
    {
        lock (_lock)
        {
            var fault = Ordered(now) ?? ByChance(now);
            if (fault is not null) _struck.Add((fault.Value, now));
            return fault;
        }
    }

    private Fault? Ordered(Moment now)
    {
        var found = _ordered.FindIndex(ordered => ordered.At.HasFlag(now));
        if (found < 0) return null;

        var fault = _ordered[found].Fault;
        _ordered.RemoveAt(found);
        return fault;
    }

    /// <summary>One chance for each call: an append that draws a fault has it before it is stored or after, as likely.</summary>
    private Fault? ByChance(Moment now)
    {
        if (_chance is null || now == Moment.Stored || _chance.Next(_oneIn) != 0) return null;
        var possible = Array.FindAll(_among, fault => Possible(fault).HasFlag(now));
        if (possible.Length == 0) return null;

        var fault = possible[_chance.Next(possible.Length)];
        if (now != Moment.Append || !Possible(fault).HasFlag(Moment.Stored) || _chance.Next(2) == 0) return fault;
        _ordered.Add((fault, Moment.Stored));
        return null;
    }

    private static Moment Possible(Fault fault) => fault switch
    {
        Fault.NotLeader or Fault.NotLeaderNamingItself => Moment.Append | Moment.Read | Moment.Subscribe | Moment.Delete,
        Fault.Unavailable => Moment.AnyCall | Moment.Subscribed,
        Fault.TimedOut => Moment.Append | Moment.Delete | Moment.Stored,
        Fault.DeadlineExceeded => Moment.Append | Moment.Delete | Moment.Stored | Moment.Gossip | Moment.Features,
        Fault.Shreds => Moment.Read | Moment.Subscribe | Moment.Reading | Moment.Subscribed,
        Fault.EndWithOk or Fault.ConsumerTooSlow or Fault.Silence or Fault.UnknownCheckpoint or Fault.CheckpointGoingBack => Moment.Subscribed,
        _ => Moment.Any,
    };
}
