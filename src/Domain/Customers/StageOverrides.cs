namespace EventSourcedCrm.Domain.Customers;

/// <summary>The overrides that have begun and not ended; of several the one recorded last is in force.</summary>
internal sealed class StageOverrides
{
    private readonly List<StageInput.OverrideSet> _begun = [];

    public StageInput.OverrideSet? InForce { get; private set; }

    public DateTimeOffset? NextEnd { get; private set; }

    public void Begin(StageInput.OverrideSet set)
    {
        if (set.Until <= set.At) return;
        _begun.Add(set);
        Choose();
    }

    public void Clear(StageInput.OverrideCleared cleared)
    {
        _begun.RemoveAll(set => set.Revision < cleared.Revision);
        Choose();
    }

    public void EndBy(DateTimeOffset instant)
    {
        if (NextEnd is null || NextEnd > instant) return;
        _begun.RemoveAll(set => set.Until <= instant);
        Choose();
    }

    private void Choose()
    {
        InForce = _begun.MaxBy(set => set.Revision);
        NextEnd = _begun.Min(set => set.Until);
    }
}
