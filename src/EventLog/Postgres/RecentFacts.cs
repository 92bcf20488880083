namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// What this process stored last and its subscription has not asked for yet: it is spared the way to PostgreSQL and back. Whatever is not here, be
/// it older, stored by another process or taken by another subscription, is read from the table.
/// </summary>
internal sealed class RecentFacts
{
    private readonly Lock _lock = new();
    private List<CanonicalFact> _facts = [];
    private long _bytes;

    /// <summary>Facts that were committed, in the order of the log.</summary>
    public void Add(IReadOnlyList<CanonicalFact> committed)
    {
        lock (_lock)
        {
            var followsOn = _facts.Count == 0 || committed[0].Position == Next(_facts[^1].Position);
            if (!followsOn || _facts.Count > RawPage.MaxFacts || _bytes > RawPage.MaxBytes) Clear();
            _facts.AddRange(committed);
            _bytes += committed.Sum(fact => (long)fact.Data.Length + fact.Metadata.Length);
        }
    }

    /// <summary>Gives away all there is. Empty unless it begins right behind the position, or before it.</summary>
    /// <returns>Facts that follow the position without a hole.</returns>
    public IReadOnlyList<CanonicalFact> Take(LogPosition after)
    {
        lock (_lock)
        {
            var taken = _facts;
            Clear();
            return taken is [var first, ..] && first.Position <= Next(after) ? [.. taken.SkipWhile(fact => fact.Position <= after)] : [];
        }
    }

    private void Clear() => (_facts, _bytes) = ([], 0);

    private static LogPosition Next(LogPosition position) => LogPosition.At((long)position.Commit + 1);
}
