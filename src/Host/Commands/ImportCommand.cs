using System.CommandLine;
using EventSourcedCrm.Host.Imports;
using EventSourcedCrm.Host.Shared;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm import KIND PATH</c>: real data from elsewhere, while the server runs or not.</summary>
public static class ImportCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = ImportSource.Kinds };
        kind.AcceptOnlyFromAmong("crm-opportunities", "helpdesk", "cdnow");
        var path = new Argument<string>("PATH") { Description = "The file, or the folder it is in" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be recorded, and record nothing" };
        var rejected = new Option<string?>("--rejected") { Description = "The folder for the file of rejected rows; FOLDER/imports where none is named" };
        var data = DataOption.Create();
        var command = new Command("import", "Imports a file; importing it again changes nothing") { kind, path, dryRun, rejected, data };
        command.SetAction(async (parsed, ct) =>
        {
            var source = ImportSource.Open(parsed.GetValue(kind)!, parsed.GetValue(path)!);
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var options = new ImportOptions(parsed.GetValue(rejected) ?? Path.Combine(storage.Folder, "imports"), parsed.GetValue(dryRun));
            var importer = new Importer(storage.Log, storage.Log.ExistingStreams, TimeProvider.System);
            var outcome = await LongRun.Show(AnsiConsole.Console, $"{source.Kind}, rows", progress => importer.Run(source, options, progress, ct));
            Tell(outcome);
            return outcome.Interrupted ? 130 : 0;
        });
        return command;
    }

    private static void Tell(ImportOutcome outcome)
    {
        var would = outcome.DryRun ? " (a dry run: nothing was recorded)" : "";
        Console.WriteLine($"read {outcome.Read}, accepted {outcome.Accepted}, unchanged {outcome.Unchanged}, rejected {outcome.Rejected}, facts {outcome.FactsAppended}{would}");
        if (outcome.RejectedFile is { } file) Console.WriteLine($"The rejected rows, each with its reason, are in {file}");
        if (outcome.Interrupted) Console.WriteLine("Broken off. What was recorded stays; run the import again to finish it.");
    }
}
