using System.Collections.Immutable;
using System.Globalization;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Builds.BuildCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Builds;

/// <summary>Decides what may be asked about the builds of one projection, and remembers what has been asked and still stands.</summary>
public sealed record Builds : IDecider<Builds, BuildCommand, BuildFact>
{
    private Builds() { }

    /// <summary>The builds that were asked for and not given up, oldest first.</summary>
    public ImmutableList<AskedBuild> Standing { get; private init; } = [];

    /// <summary>Builds given up; those among them that nobody asked for, the program had begun itself.</summary>
    public ImmutableHashSet<string> Retired { get; private init; } = [];

    /// <summary>Builds that a person let answer for the projection.</summary>
    public ImmutableHashSet<string> Published { get; private init; } = [];

    /// <summary>Parked facts that are left out, by their position, with the reason.</summary>
    public ImmutableDictionary<string, string> Skipped { get; private init; } = ImmutableDictionary<string, string>.Empty;

    private int Requests { get; init; }

    public static string Category => "build";

    public static Builds Initial { get; } = new();

    public static Decision<BuildFact> Decide(BuildCommand command, Builds builds) => command switch
    {
        Request c => [new BuildRequested(Name(c.Projection, builds.Requests + 1), c.Definition, c.Until, c.FactsPerSecond, c.OnDemand, c.Reason)],
        Retire c => builds.Retired.Contains(c.Build) ? [] : [new BuildRetired(c.Build, c.Reason)],
        Publish c when builds.Retired.Contains(c.Build) => Refuse("build-retired", "This build has been given up. Ask for a new one."),
        Publish c => builds.Published.Contains(c.Build) ? [] : [new BuildPublished(c.Build, c.Reason)],
        RetryParked c => [new ParkedFactsRetried(c.Build, c.Key)],
        SkipParked c => builds.Skipped.ContainsKey(c.Position) ? [] : [new ParkedFactSkipped(c.Build, c.Position, c.Reason)],
        Pause c => OfStanding(builds, c.Build, build => build.IsPaused ? [] : [new BuildPaused(c.Build)]),
        Resume c => OfStanding(builds, c.Build, build => build.IsPaused ? [new BuildResumed(c.Build)] : []),
        _ => [],
    };

    public static Builds Evolve(Builds builds, BuildFact fact) => fact switch
    {
        BuildRequested f => builds with { Requests = builds.Requests + 1, Standing = builds.Standing.Add(new(f, IsPaused: false)) },
        BuildPaused f => builds.With(f.Build, build => build with { IsPaused = true }),
        BuildResumed f => builds.With(f.Build, build => build with { IsPaused = false }),
        BuildRetired f => builds with { Retired = builds.Retired.Add(f.Build), Standing = builds.Standing.RemoveAll(build => build.Name == f.Build) },
        ParkedFactSkipped f => builds with { Skipped = builds.Skipped.SetItem(f.Position, f.Reason) },
        BuildPublished f => builds with { Published = builds.Published.Add(f.Build) },
        _ => builds,
    };

    // What is asked for is numbered apart from what the program builds itself, whose numbers the log does not know.
    private static string Name(string projection, int number) => string.Create(CultureInfo.InvariantCulture, $"{projection}_r{number}");

    private static Decision<BuildFact> OfStanding(Builds builds, string name, Func<AskedBuild, Decision<BuildFact>> decide) =>
        builds.Standing.Find(build => build.Name == name) is { } build ? decide(build) : Refuse("build-not-asked-for", "Nobody asked for this build, or it has been given up: there is nothing to pause.");

    private Builds With(string name, Func<AskedBuild, AskedBuild> change) =>
        this with { Standing = [.. Standing.Select(build => build.Name == name ? change(build) : build)] };
}

/// <summary>A build that was asked for and has not been given up.</summary>
public sealed record AskedBuild(BuildRequested Request, bool IsPaused)
{
    public string Name => Request.Build;
}
