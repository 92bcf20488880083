using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>The zone in which the organisation means its dates.</summary>
internal static class OrganisationZone
{
    private static readonly StreamName Stream = new("organisation");

    /// <param name="log">Where the organisation's facts are.</param>
    /// <param name="upTo">As it was known at this position; null: as it is now.</param>
    /// <param name="ct">Cancels the reading.</param>
    public static async Task<string> Read(IEventLog log, LogPosition? upTo, CancellationToken ct)
    {
        var zone = BuildSettings.Default.Zone;
        await foreach (var recorded in log.ReadStream(Stream, 0, ct))
            if (upTo is null || recorded.Position <= upTo)
                zone = recorded.Fact switch
                {
                    OrganisationEstablished f => f.Zone,
                    OrganisationZoneChanged f => f.Zone,
                    _ => zone,
                };
        return zone;
    }
}
