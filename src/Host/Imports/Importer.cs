using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>Those of the streams that have facts.</summary>
public delegate ValueTask<IReadOnlySet<StreamName>> FindStreams(IReadOnlyList<StreamName> streams, CancellationToken ct);

/// <summary>
/// Imports a file through the deciders, hundreds of records at once. What is there already stays as it is, so that an import may be
/// broken off and run again at any time; it needs nothing but the log.
/// </summary>
public sealed class Importer(IEventLog log, FindStreams existing, TimeProvider clock)
{
    private const int RecordsAtOnce = 512;
    private const int RecordsLookedUpAtOnce = 4096;

    /// <summary>Cancelling lets what is under way finish and then ends with what was counted so far.</summary>
    /// <exception cref="ImportRefusedException">The file cannot be imported at all.</exception>
    public async Task<ImportOutcome> Run(ImportSource source, ImportOptions options, IProgress<HowFar>? progress, CancellationToken ct)
    {
        var organisation = await Founding.Find(log, CancellationToken.None);
        var plan = source.Plan(organisation, clock.GetUtcNow());
        var run = await ImportRun.Open(log, clock, source, first => Establish(organisation, first), CancellationToken.None);
        var tally = new Tally(plan, progress);
        foreach (var scripts in plan.Phases.SelectMany(phase => phase.Chunk(RecordsLookedUpAtOnce)))
        {
            if (ct.IsCancellationRequested) break;
            var there = await existing([.. scripts.Select(script => script.Stream)], CancellationToken.None);
            await Parallel.ForEachAsync(
                scripts.TakeWhile(_ => !ct.IsCancellationRequested),
                new ParallelOptions { MaxDegreeOfParallelism = RecordsAtOnce },
                async (script, _) => tally.Add(script, await Carry(script, there.Contains(script.Stream), run, options.DryRun)));
        }
        var outcome = tally.Outcome(options, source.Kind, clock.GetUtcNow());
        if (outcome is { DryRun: false, Interrupted: false })
            await run.Finish(new ImportCommand.Finish(outcome.Read, outcome.Accepted, outcome.Unchanged, outcome.Rejected));
        return outcome;
    }

    private async Task Establish(OrganisationSettings planned, ImportRun run)
    {
        var actual = await Founding.Ensure(log, run.Metadata, CancellationToken.None);
        if (actual != planned) throw new ImportRefusedException("The organisation was established meanwhile, with another zone or currency. Nothing was imported: run the import again.");
    }

    private async Task<Verdict> Carry(Script script, bool exists, ImportRun run, bool dryRun)
    {
        while (true)
        {
            if (exists && !script.MayGrow) return new([], script.Rows, []);
            var there = exists ? await Read(script.Stream) : [];
            var verdict = script.Judge(there, run.Id);
            if (verdict.Facts.Count == 0 || dryRun) return verdict;
            await run.Started();
            try
            {
                await log.Append(script.Stream, there is [.., var last] ? ExpectedRevision.At(last.Revision) : ExpectedRevision.NoStream, verdict.Facts, CancellationToken.None);
                return verdict;
            }
            catch (WrongExpectedRevisionException)
            {
                exists = true; // somebody else wrote to it meanwhile: look again
            }
        }
    }

    private async Task<IReadOnlyList<Recorded>> Read(StreamName stream)
    {
        var facts = new List<Recorded>();
        await foreach (var recorded in log.ReadStream(stream, 0, CancellationToken.None)) facts.Add(recorded);
        return facts;
    }
}
