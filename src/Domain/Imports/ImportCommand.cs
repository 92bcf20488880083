namespace EventSourcedCrm.Domain.Imports;

/// <summary>What can be asked of one run of an importer.</summary>
public abstract record ImportCommand
{
    public sealed record Start(string Kind, string FileName, string FileHash) : ImportCommand;

    public sealed record Finish(long Read, long Accepted, long Unchanged, long Rejected) : ImportCommand;
}
