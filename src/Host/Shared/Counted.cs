namespace EventSourcedCrm.Host.Shared;

/// <summary>How many facts of a log have been read, as far as something long has come.</summary>
internal sealed class Counted(IProgress<HowFar> progress, long total) : IProgress<long>
{
    public void Report(long facts) => progress.Report(new(facts, Math.Max(total, facts), facts));
}
