using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using static EventSourcedCrm.Domain.Imports.ImportCommand;

namespace EventSourcedCrm.Host.Imports;

/// <summary>
/// The record of one import. It starts with the first fact there is to append, so that a file that brings nothing new leaves no trace;
/// the same file imported again after a crash goes on with the same record.
/// </summary>
internal sealed class ImportRun
{
    private readonly IEventLog _log;
    private readonly TimeProvider _clock;
    private readonly Start _start;
    private readonly Lazy<Task> _started;
    private Folded<Import, ImportCommand, ImportFact> _record = Folded<Import, ImportCommand, ImportFact>.Initial;
    private long _revision = -1;

    private ImportRun(IEventLog log, TimeProvider clock, ImportId id, Start start, Func<ImportRun, Task> first)
    {
        (_log, _clock, Id, _start) = (log, clock, id, start);
        _started = new(async () =>
        {
            await first(this);
            await Carry(_start);
        });
    }

    public ImportId Id { get; }

    public static Actor Importing { get; } = new(ActorKind.Automation, "import");

    public static Recorder Recorder(ImportId import) => new(RecorderKind.Import, import.Value.ToString("D"));

    /// <summary>The run of this file that is not finished yet, or the next one.</summary>
    /// <param name="first">What must be recorded before the import starts.</param>
    public static async Task<ImportRun> Open(IEventLog log, TimeProvider clock, ImportSource source, Func<ImportRun, Task> first, CancellationToken ct)
    {
        var start = new Start(source.Kind, source.FileName, source.FileHash);
        for (var attempt = 1; ; attempt++)
        {
            var id = new ImportId(DerivedId.From("import", source.Kind, source.FileName, source.FileHash, $"attempt {attempt}"));
            var run = new ImportRun(log, clock, id, start, first);
            if (!await run.Finished(ct)) return run;
        }
    }

    /// <summary>To be awaited before anything is appended.</summary>
    public Task Started() => _started.Value;

    public async Task Finish(Finish counts)
    {
        if (_revision >= 0) await Carry(counts);
    }

    public FactMetadata Metadata(Guid commandId) => new()
    {
        CorrelationId = Id.Value,
        HappenedAt = Later(_clock.GetUtcNow(), _record.Chronology.LastChange),
        Actor = Importing,
        RecordedBy = Recorder(Id),
        CommandId = commandId.ToString("D"),
    };

    private StreamName Stream => StreamName.Of(Import.Category, Id.Value);

    private async Task<bool> Finished(CancellationToken ct)
    {
        var finished = false;
        await foreach (var recorded in _log.ReadStream(Stream, 0, ct))
        {
            (_record, _revision) = (_record.After(recorded.Fact, recorded.HappenedAt), recorded.Revision);
            finished |= recorded.Fact is ImportFinished;
        }
        return finished;
    }

    private async Task Carry(ImportCommand command)
    {
        var decision = Import.Decide(command, _record.State);
        if (decision.Refusal is { } refusal) throw new InvalidOperationException(refusal.Sentence);
        if (decision.Facts.Count == 0) return;
        var commandId = DerivedId.From(Id.Value.ToString("D"), command.GetType().Name);
        var metadata = Metadata(commandId);
        NewFact[] facts = [.. decision.Facts.Select((fact, index) => new NewFact(DerivedId.From(commandId.ToString("D"), $"fact {index}"), fact, metadata))];
        var expected = _revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(_revision);
        _revision = (await _log.Append(Stream, expected, facts, CancellationToken.None)).Revision;
        foreach (var fact in facts) _record = _record.After(fact.Fact, metadata.HappenedAt);
    }

    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset? lastChange) => lastChange > now ? lastChange.Value : now;
}
