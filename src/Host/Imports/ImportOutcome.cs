namespace EventSourcedCrm.Host.Imports;

/// <summary>What became of the rows of a file. Every row read is counted once; what was interrupted leaves rows out and can be run again.</summary>
public sealed record ImportOutcome(
    long Read, long Accepted, long Unchanged, long Rejected, long FactsAppended, string? RejectedFile, bool DryRun, bool Interrupted);

/// <summary>How an import is to be run.</summary>
/// <param name="RejectedFolder">Where the file of rejected rows goes, when there are any.</param>
/// <param name="DryRun">Decide and count, but append nothing.</param>
public sealed record ImportOptions(string RejectedFolder, bool DryRun = false);

/// <summary>The file cannot be imported at all; nothing was appended. The message is for the person who gave it.</summary>
public sealed class ImportRefusedException(string sentence) : Exception(sentence);
