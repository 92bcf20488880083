using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Builds;

/// <summary>What can be asked about the builds of one projection, as stored for ever in stream <c>build-{projection}</c>; the engine obeys.</summary>
public abstract record BuildFact(string Build) : IFact;

/// <summary>The projection is to be built beside the live one, under a definition or the published ones, up to a position or for good.</summary>
/// <param name="Build">The build's name, which is its PostgreSQL schema's.</param>
/// <param name="Definition">Null for a projection that has none.</param>
/// <param name="Until">The position in the log at which it stops for ever, frozen; null: it goes on.</param>
/// <param name="FactsPerSecond">At most so many are read, so that the live builds are not held up; null: as fast as can be.</param>
/// <param name="OnDemand">It was made to answer one question, and goes when it has not been of use for long.</param>
[Stored("build-requested-v1")]
public sealed record BuildRequested(string Build, DefinitionId? Definition, string? Until, int? FactsPerSecond, bool OnDemand, string? Reason) : BuildFact(Build);

/// <summary>What has been folded is written down, and nothing more is read for the time being.</summary>
[Stored("build-paused-v1")]
public sealed record BuildPaused(string Build) : BuildFact(Build);

/// <summary>It goes on from where it was.</summary>
[Stored("build-resumed-v1")]
public sealed record BuildResumed(string Build) : BuildFact(Build);

/// <summary>It is given up, finished or not, and its tables go.</summary>
[Stored("build-retired-v1")]
public sealed record BuildRetired(string Build, string Reason) : BuildFact(Build);

/// <summary>The facts parked under the key are to be tried again in their order, in every build of the projection.</summary>
/// <param name="Key">The customer, as in <c>customer-{id}</c>, else the stream.</param>
[Stored("parked-facts-retried-v1")]
public sealed record ParkedFactsRetried(string Build, string Key) : BuildFact(Build);

/// <summary>The parked fact at the position is left out of every build of the projection, and those behind it go on. The log keeps it.</summary>
[Stored("parked-fact-skipped-v1")]
public sealed record ParkedFactSkipped(string Build, string Position, string Reason) : BuildFact(Build);

/// <summary>A build that waited for a person is to answer for its projection.</summary>
[Stored("build-published-v1")]
public sealed record BuildPublished(string Build, string Reason) : BuildFact(Build);
