using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Imports.ImportCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Imports;

/// <summary>Decides what may happen to one run of an importer. Starting it again after a crash goes on with it.</summary>
public abstract record Import : IDecider<Import, ImportCommand, ImportFact>
{
    private Import() { }

    private sealed record Unknown : Import;

    private sealed record Running(string Kind, string FileName, string FileHash) : Import;

    private sealed record Finished(ImportFinished Counts) : Import;

    public static string Category => "import";

    public static Import Initial { get; } = new Unknown();

    public static Decision<ImportFact> Decide(ImportCommand command, Import import) => (command, import) switch
    {
        (Finish c, _) when !AddsUp(c) => Refuse("counts-do-not-add-up", "Every row read must be accepted, unchanged or rejected."),

        (Start c, Unknown) => [new ImportStarted(c.Kind, c.FileName, c.FileHash)],
        (Start c, Running r) when r == new Running(c.Kind, c.FileName, c.FileHash) => [],
        (Start, Running) => Refuse("import-already-started", "This import was started with another file."),
        (Finish c, Running) => [new ImportFinished(c.Read, c.Accepted, c.Unchanged, c.Rejected)],
        (Finish c, Finished f) when f.Counts == new ImportFinished(c.Read, c.Accepted, c.Unchanged, c.Rejected) => [],
        (_, Unknown) => Refuse("no-such-import", "There is no such import."),
        _ => Refuse("import-finished", "This import is finished. Start another one."),
    };

    public static Import Evolve(Import import, ImportFact fact) => fact switch
    {
        ImportStarted f => new Running(f.Kind, f.FileName, f.FileHash),
        ImportFinished f => new Finished(f),
        _ => import,
    };

    private static bool AddsUp(Finish c) =>
        c is { Accepted: >= 0, Unchanged: >= 0, Rejected: >= 0 } && c.Read == c.Accepted + c.Unchanged + c.Rejected;
}
