using EventSourcedCrm.Domain.Definitions;
using NodaTime;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What builds are folded under: the organisation's time zone and the definitions, pinned in every build.</summary>
/// <param name="Zone">An IANA zone.</param>
/// <param name="Definitions">All there are, and which ones are published.</param>
public sealed record BuildSettings(string Zone, DefinitionBook Definitions)
{
    public BuildSettings(string zone) : this(zone, DefinitionBook.BuiltIn) { }

    /// <summary>Before the organisation has said anything.</summary>
    public static readonly BuildSettings Default = new("Etc/UTC");

    /// <summary>The definition asked for in place of its report's published one.</summary>
    public DefinitionId? Chosen { get; init; }

    public string TzVersion => DateTimeZoneProviders.Tzdb.VersionId;

    public DateTimeZone TimeZone => DateTimeZoneProviders.Tzdb[Zone];

    /// <summary>The definition a projection for the report is folded under.</summary>
    public DefinitionId DefinitionOf(string report) => Chosen is { } chosen && chosen.Report == report ? chosen : Definitions.Published(report);
}
