using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Imports;

/// <summary>What can happen to one run of an importer, as stored for ever in stream <c>import-{id}</c>.</summary>
public abstract record ImportFact : IFact;

/// <summary>Rows of a file, known by the SHA-256 of its content, are being recorded; stages are not assessed meanwhile.</summary>
[Stored("import-started-v1")]
public sealed record ImportStarted(string Kind, string FileName, string FileHash) : ImportFact;

/// <summary>Every row of the file was read and is counted once: it was accepted, was known already, or was rejected.</summary>
[Stored("import-finished-v1")]
public sealed record ImportFinished(long Read, long Accepted, long Unchanged, long Rejected) : ImportFact;
