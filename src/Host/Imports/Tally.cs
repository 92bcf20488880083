using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>Counts what becomes of the rows while records are imported side by side.</summary>
internal sealed class Tally(ImportPlan plan, IProgress<HowFar>? progress)
{
    private readonly Lock _lock = new();
    private readonly List<RejectedRow> _rejected = [.. plan.Rejected];
    private long _done = plan.Rejected.Count;
    private long _unchanged;
    private long _facts;

    public void Add(Script script, Verdict verdict)
    {
        HowFar now;
        lock (_lock)
        {
            _done += script.Rows;
            _unchanged += verdict.Unchanged;
            _facts += verdict.Facts.Count;
            _rejected.AddRange(verdict.Rejected);
            now = new(_done, plan.Read, _facts);
        }
        progress?.Report(now);
    }

    /// <summary>Writes down the rejected rows, if any.</summary>
    public ImportOutcome Outcome(ImportOptions options, string kind, DateTimeOffset now) => new(
        _done, _done - _unchanged - _rejected.Count, _unchanged, _rejected.Count, options.DryRun ? 0 : _facts,
        _rejected.Count == 0 ? null : RejectedRows.Write(options.RejectedFolder, kind, now, _rejected),
        options.DryRun, Interrupted: _done < plan.Read);
}
