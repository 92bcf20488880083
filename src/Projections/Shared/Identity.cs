using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>The thing a fact is about, as its stream names it.</summary>
internal static class Identity
{
    /// <exception cref="FormatException">The stream is not named after a GUID; the fact is parked.</exception>
    public static TId Id<TId>(this Recorded happened) where TId : struct, IId<TId> =>
        TId.Of(happened.Stream.Id ?? throw new FormatException($"Stream {happened.Stream} does not end in an id."));
}
