using System.Globalization;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>The order of time inside a stream: what changes its state may not be dated before the previous such change.</summary>
public readonly record struct Chronology(DateTimeOffset? LastChange)
{
    public Chronology After(IFact fact, DateTimeOffset happenedAt) =>
        fact is ICommutes || happenedAt <= LastChange ? this : new(happenedAt);

    public Refusal? Check(IFact fact, DateTimeOffset happenedAt) =>
        fact is not ICommutes && happenedAt < LastChange
            ? Refuse("dated-before-last-change", $"This is dated {Show(happenedAt)}, but the record last changed on {Show(LastChange.Value)}. Give that date or a later one.")
            : null;

    private static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
