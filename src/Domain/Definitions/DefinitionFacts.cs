using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Definitions;

/// <summary>What can happen to the definitions of one report, as stored for ever in stream <c>definition-{report}</c>.</summary>
public abstract record DefinitionFact(int Version) : IFact;

/// <summary>A new version of the report's meaning may be built and compared; its author is the user whose token wrote it.</summary>
[Stored("definition-proposed-v1")]
public sealed record DefinitionProposed(int Version, Definition Parameters, string Reason, UserId Author) : DefinitionFact(Version);

/// <summary>Somebody other than the author answers for it: it may be published.</summary>
[Stored("definition-approved-v1")]
public sealed record DefinitionApproved(int Version, string Reason, UserId Approver) : DefinitionFact(Version);

/// <summary>From this instant on the report means this, read from the build named.</summary>
[Stored("definition-published-v1")]
public sealed record DefinitionPublished(int Version, string Build, string Reason) : DefinitionFact(Version);

/// <summary>From this instant on the report means again what it meant before the version that was published last.</summary>
[Stored("definition-rolled-back-v1")]
public sealed record DefinitionRolledBack(int Version, string Reason) : DefinitionFact(Version);

/// <summary>The version may not be published any more.</summary>
[Stored("definition-retired-v1")]
public sealed record DefinitionRetired(int Version, string Reason) : DefinitionFact(Version);
