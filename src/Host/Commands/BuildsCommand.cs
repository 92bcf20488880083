using System.CommandLine;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm build start|pause|resume|retire</c>: builds beside the live ones, under another definition or as known at a time; <c>crm projections list</c> shows them.</summary>
public static class BuildsCommand
{
    public static Command Create() => new("build", "Has projections built beside the live ones: under another definition, or as known at a time")
    {
        Start(),
        Change("pause", "Has a build that is being made wait", name => new BuildCommand.Pause(name)),
        Change("resume", "Has a paused build go on", name => new BuildCommand.Resume(name)),
        Change("retire", "Gives a build up, finished or not; its tables go", name => new BuildCommand.Retire(name, "given up on the command line")),
    };

    private static Command Start()
    {
        var projection = new Argument<string>("PROJECTION") { Description = "Its name, as crm projections list shows it" };
        var definition = new Option<string?>("--definition") { Description = "The definition, as in stage/v2; the published one where nothing is said" };
        var until = new Option<string?>("--until") { Description = "Where it stops: a position in the log, or an instant of recording such as 2026-03-31T00:00:00Z" };
        var rate = new Option<int?>("--rate") { Description = "Facts a second, at most" };
        var data = DataOption.Create();
        var command = new Command("start", "Has a projection built, and shows how far it is; Ctrl-C leaves the building to the running server") { projection, definition, until, rate, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var source = ProjectionChoice.Of([parsed.GetValue(projection)!], storage)[0];
            var request = new BuildCommand.Request(
                source.Name, await DefinitionOf(source, parsed.GetValue(definition), storage.Log, ct), await Until(parsed.GetValue(until), storage.Log, ct), parsed.GetValue(rate), OnDemand: false, null);
            var asked = (BuildRequested)(await AskedBuilds.Ask(storage.Log, source.Name, request, ct))[0];
            var state = await LongRun.Show(AnsiConsole.Console, $"{asked.Build}, facts", progress => Follow(storage, source, asked.Build, progress, ct));
            Console.WriteLine($"{asked.Build} is a {state.ToString().ToLowerInvariant()}: ask a report with build={asked.Build}.");
            return 0;
        });
        return command;
    }

    private static Command Change(string name, string description, Func<string, BuildCommand> change)
    {
        var build = new Argument<string>("BUILD") { Description = "The build's name, as crm projections list shows it" };
        var data = DataOption.Create();
        var command = new Command(name, description) { build, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
            var chosen = parsed.GetValue(build)!;
            var known = (await Control.Builds(connection, null, ct)).Select(known => known.Build).FirstOrDefault(known => known.Name == chosen)
                ?? throw new SentenceException($"There is no build {chosen}. crm projections list shows them all.");
            if (known.State == BuildState.Live && name == "retire") throw new SentenceException($"{chosen} answers for {known.Projection} at present. Publish another build first.");
            await AskedBuilds.Ask(storage.Log, known.Projection, change(chosen), ct);
            Console.WriteLine($"{chosen}: recorded. The server that works for {known.Projection} obeys.");
            return 0;
        });
        return command;
    }

    private static async Task<DefinitionId?> DefinitionOf(ProjectionSource source, string? named, IEventLog log, CancellationToken ct)
    {
        if (source.Report is null) return named is null ? null : throw new SentenceException($"No definition has a say in {source.Name}.");
        var book = await DefinitionBooks.Read(log, ct);
        if (named is null) return book.Published(source.Report);
        if (!DefinitionId.TryParse(named, out var id) || id.Report != source.Report) throw new SentenceException($"{source.Name} is folded under definitions of {source.Report}, such as {source.Report}/v1.");
        return book.Knows(id) ? id : throw new SentenceException($"There is no definition {id}.");
    }

    private static async Task<string?> Until(string? text, IEventLog log, CancellationToken ct)
    {
        if (text is null) return null;
        var head = await log.Head(ct);
        var position = LogPosition.TryParse(text, out var given) ? given
            : DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var instant)
                ? await log.LastRecordedBy(instant, ct) ?? throw new SentenceException("This log cannot tell positions by instants. Ask over HTTP: POST /api/builds, or give a position.")
                : throw new SentenceException("--until is a position in the log, or an instant such as 2026-03-31T00:00:00Z.");
        return position <= head ? position.ToString() : throw new SentenceException($"The log ends at {head}, before {position}.");
    }

    /// <summary>Ends when the build is made; works itself where no server does.</summary>
    private static async Task<BuildState> Follow(Storage storage, ProjectionSource source, string build, IProgress<HowFar> progress, CancellationToken ct)
    {
        var state = BuildState.Building;
        var engine = new ProjectionEngine(storage.Log, storage.ReadModels, [source], NullLogger<ProjectionEngine>.Instance);
        await engine.RunUntil(async () =>
        {
            await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
            if (await Control.Progress(connection, build, ct) is not { } now) return false;
            state = now.State;
            progress.Report(new(now.Read, Math.Max(now.Total ?? now.Read, now.Read), now.Read));
            return state != BuildState.Building;
        }, ct);
        if (state is BuildState.Faulted or BuildState.Retired) throw new SentenceException($"{build} was not made: see crm projections list, or /api/builds/{build}.");
        return state;
    }
}
