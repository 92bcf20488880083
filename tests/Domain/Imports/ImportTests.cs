using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Imports.ImportCommand;

namespace EventSourcedCrm.Domain.Tests.Imports;

public sealed class ImportTests : DeciderSpec<Import, ImportCommand, ImportFact>
{
    private static readonly ImportFact Started = new ImportStarted("cdnow", "master.txt", "abc");
    private static readonly ImportFact Finished = new ImportFinished(10, 7, 2, 1);

    [Fact]
    public void Every_command_has_its_answer_before_the_start_running_and_finished() => Table(
        """
        Start | import-started | - | !import-finished
        Finish | !no-such-import | import-finished | -
        """,
        [[], [Started], [Started, Finished]],
        new Start("cdnow", "master.txt", "abc"), new Finish(10, 7, 2, 1));

    [Fact]
    public void A_running_import_keeps_to_its_file() =>
        Given(Started).When(new Start("cdnow", "master.txt", "def")).ThenRefused("import-already-started");

    [Fact]
    public void A_finished_import_is_not_counted_otherwise() =>
        Given(Started, Finished).When(new Finish(10, 8, 1, 1)).ThenRefused("import-finished");

    [Fact]
    public void Every_row_is_counted_once()
    {
        Given(Started).When(new Finish(10, 7, 2, 2)).ThenRefused("counts-do-not-add-up");
        Given(Started).When(new Finish(10, 12, -2, 0)).ThenRefused("counts-do-not-add-up");
        Given(Started).When(new Finish(0, 0, 0, 0)).Then(new ImportFinished(0, 0, 0, 0));
    }
}

public sealed class ImportProperties : DeciderProperties<Import, ImportCommand, ImportFact>
{
    protected override IReadOnlyList<ImportCommand> Samples { get; } =
    [
        new Start("cdnow", "master.txt", "abc"),
        new Start("cdnow", "master.txt", "def"),
        new Finish(10, 7, 2, 1),
        new Finish(10, 7, 2, 2),
    ];
}
