using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm projections list|rebuild</c>: the tables behind cards, lists and reports.</summary>
public static class ProjectionsCommand
{
    public static Command Create() => new("projections", "Lists the projections, or rebuilds them from the log") { List(), Rebuild() };

    private static Command List()
    {
        var data = DataOption.Create();
        var command = new Command("list", "Every build, how far it has read and what it could not apply") { data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
            var builds = await Control.Builds(connection, null, ct);
            var facts = await storage.Log.Count(ct) ?? builds.Select(known => known.Checkpoint.Ordinal).DefaultIfEmpty().Max();
            Console.WriteLine($"{"build",-28} {"state",-10} {"position",12} {"lag",10} {"parked",7}  definition");
            foreach (var (build, checkpoint) in builds)
                Console.WriteLine($"{build.Name,-28} {build.State.ToString().ToLowerInvariant(),-10} {checkpoint.Position,12} {facts - checkpoint.Ordinal,10} {checkpoint.Parked,7}  {build.Definition}");
            return 0;
        });
        return command;
    }

    private static Command Rebuild()
    {
        var names = new Argument<string[]>("NAME") { Description = "The projections to rebuild; all where none is named", Arity = ArgumentArity.ZeroOrMore };
        var data = DataOption.Create();
        var command = new Command("rebuild", "Builds projections anew beside the live ones, and replaces those once level") { names, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var sources = ProjectionChoice.Of(parsed.GetValue(names) ?? [], storage);
            var engine = new ProjectionEngine(storage.Log, storage.ReadModels, sources, NullLogger<ProjectionEngine>.Instance);
            var total = await storage.Log.Count(ct) ?? 0;
            var built = await LongRun.Show(AnsiConsole.Console, "rebuild, facts", progress =>
                engine.Rebuild(sources, new Counted(progress, total), ct));
            await engine.RunUntilPublished(built, ct);
            Console.WriteLine($"Rebuilt and live: {string.Join(", ", built.Select(build => build.Name))}.");
            return 0;
        });
        return command;
    }
}
