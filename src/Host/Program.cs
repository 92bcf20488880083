using System.CommandLine;
using EventSourcedCrm.Host.Commands;
using EventSourcedCrm.Host.Shared;

var crm = new RootCommand("A customer relationship management system whose only truth is an append-only log of events.")
{
    RunCommand.Create(),
    ImportCommand.Create(),
    DemoCommand.Create(),
    ProjectionsCommand.Create(),
    VerifyCommand.Create(),
    BuildsCommand.Create(),
    ParkedCommand.Create(),
    TokenCommand.Create(),
    ExportCommand.Create(),
    RestoreCommand.Create(),
    LogCommand.Create(),
    BenchCommand.Create(),
};

try
{
    return await crm.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (Exception error) when (Trouble.Sentence(error) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. Everything recorded so far is safe; run the command again to go on.");
    return 130;
}
