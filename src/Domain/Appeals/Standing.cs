namespace EventSourcedCrm.Domain.Appeals;

/// <summary>An event that may come first, from the instant on at which it counts until the one at which it was withdrawn.</summary>
internal sealed record Standing(CaseEvent Event, DateTimeOffset Since, DateTimeOffset? Gone)
{
    private bool CountsAt(DateTimeOffset instant) => Since <= instant && (Gone is null || instant < Gone);

    /// <summary>Which of the events was the first one that counted, from when until when.</summary>
    /// <param name="events">In the order in which they happened.</param>
    public static IEnumerable<First> Firsts(IReadOnlyList<Standing> events)
    {
        Standing? first = null;
        DateTimeOffset from = default;
        foreach (var at in events.Select(e => e.Since).Concat(events.Select(e => e.Gone).OfType<DateTimeOffset>()).Distinct().Order())
        {
            var now = events.FirstOrDefault(e => e.CountsAt(at));
            if (ReferenceEquals(now, first)) continue;
            if (first is not null) yield return new(first.Event, from, at);
            (first, from) = (now, at);
            if (ReferenceEquals(now, events[0]) && now.Gone is null) break; // nothing can come before it any more
        }
        if (first is not null) yield return new(first.Event, from, null);
    }
}

/// <summary>An event that was the first of its sort over <c>[From, To)</c>.</summary>
internal sealed record First(CaseEvent Event, DateTimeOffset From, DateTimeOffset? To)
{
    /// <summary>So much of it as lies in another time; nothing where none does.</summary>
    public IEnumerable<First> Within(First other)
    {
        var cut = new First(Event, From > other.From ? From : other.From, Shared.Calendar.Earlier(To, other.To));
        return cut.To is null || cut.From < cut.To ? [cut] : [];
    }
}
