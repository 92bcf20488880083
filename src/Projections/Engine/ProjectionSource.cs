using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>A projection that the program has, and how to make one for a build.</summary>
/// <param name="Create">For a build under these settings.</param>
/// <param name="Report">The report whose definition it is folded under; null where none has a say.</param>
public sealed record ProjectionSource(Func<BuildSettings, Projection> Create, string? Report = null)
{
    private readonly Projection _example = Create(BuildSettings.Default);

    public string Name => _example.Name;

    public int Version => _example.Version;

    public string Shape => _example.Shape;

    /// <summary>The definition builds are folded under and those that one pins, as in <c>first-response/v1,stage/v1</c>; empty where there is none.</summary>
    public string DefinitionUnder(BuildSettings settings) => Report is null ? "" : settings.Definitions.WithPins(settings.DefinitionOf(Report));

    /// <summary>The settings a build was begun under, so far as they are in its row.</summary>
    public BuildSettings SettingsOf(Build build, DefinitionBook definitions) =>
        new(build.Zone, definitions) { Chosen = build.Definition.Length == 0 ? null : DefinitionId.Parse(build.Definition.Split(',')[0]) };

    /// <summary>This code can advance the build.</summary>
    public bool CanAdvance(Build build) => build.Version == Version && build.Shape == Shape && build.TzVersion == BuildSettings.Default.TzVersion;

    /// <summary>The build was folded by this code under these settings: nothing needs building.</summary>
    public bool IsCurrent(Build build, BuildSettings settings) => CanAdvance(build) && build.Definition == DefinitionUnder(settings) && build.Zone == settings.Zone;
}
