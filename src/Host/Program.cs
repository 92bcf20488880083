using System.CommandLine;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.Host.Commands;
using EventSourcedCrm.Host.Imports;
using EventSourcedCrm.Host.Shared;

var crm = new RootCommand("A customer relationship management system whose only truth is an append-only log of events.")
{
    RunCommand.Create(),
    ImportCommand.Create(),
    DemoCommand.Create(),
    ProjectionsCommand.Create(),
    TokenCommand.Create(),
    ExportCommand.Create(),
    RestoreCommand.Create(),
    BenchCommand.Create(),
};

try
{
    return await crm.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (Exception error) when (error is EmbeddedPostgresException or ImportRefusedException or SentenceException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. Everything recorded so far is safe; run the command again to go on.");
    return 130;
}
