using NodaTime;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What a build is folded under besides its definition: the organisation's time zone, pinned.</summary>
public sealed record BuildSettings(string Zone)
{
    /// <summary>Before the organisation has said anything.</summary>
    public static readonly BuildSettings Default = new("Etc/UTC");

    public string TzVersion => DateTimeZoneProviders.Tzdb.VersionId;

    public DateTimeZone TimeZone => DateTimeZoneProviders.Tzdb[Zone];
}

/// <summary>A projection that the program has, and how to make one for a build.</summary>
public sealed record ProjectionSource(Func<BuildSettings, Projection> Create)
{
    private readonly Projection _example = Create(BuildSettings.Default);

    public string Name => _example.Name;

    public int Version => _example.Version;

    public string Definition => _example.Definition;

    /// <summary>The build was folded by this code under these settings: nothing needs building.</summary>
    public bool IsCurrent(Build build, BuildSettings settings) =>
        build.Version == Version && build.Shape == _example.Shape && build.Definition == Definition && build.Zone == settings.Zone && build.TzVersion == settings.TzVersion;
}
