using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>
/// POST /api/definitions/{report}/v{version}/publish — from now on the report means this. A build of it must have caught up, so that the
/// report is answered from it at once; the one that answered so far advances on, for going back.
/// </summary>
public sealed record PublishDefinition(string Report, int Version, [Longest(2000)] string Reason) : DefinitionRequest(Report)
{
    public sealed class Handler(DefinitionCommands definitions, KnownBuilds builds, IEventLog log, TimeProvider clock) : IRequestHandler<PublishDefinition, CommandOutcome>
    {
        private const string Lagging = "build-lagging";
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        public async Task<CommandOutcome> Handle(PublishDefinition request, CancellationToken ct)
        {
            request.MustBeOfAReport();
            var id = new DefinitionId(request.Report, request.Version);
            var book = await DefinitionBooks.Read(log, ct);
            // What cannot be published at all is refused for that, before anything is said of builds.
            var probe = await definitions.Execute(request with { Context = request.Context with { DryRun = true } }, new DefinitionCommand.Publish(request.Version, "", request.Reason), ct);
            if (probe is not CommandOutcome.Done { Answer.WouldRecord: [_, ..] }) return probe;
            var build = await ReadyInTime(id, book, ct);
            return await definitions.Execute(request, new DefinitionCommand.Publish(request.Version, build, request.Reason), ct);
        }

        /// <summary>A build that has just been made is level within moments.</summary>
        private async Task<string> ReadyInTime(DefinitionId id, DefinitionBook book, CancellationToken ct)
        {
            var deadline = clock.GetUtcNow() + Patience;
            while (true)
            {
                try
                {
                    return await Ready(id, book, ct);
                }
                catch (RejectedException lagging) when (lagging.Problem.Code == Lagging && clock.GetUtcNow() < deadline)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
                }
            }
        }

        private async Task<string> Ready(DefinitionId id, DefinitionBook book, CancellationToken ct)
        {
            var projection = ReportProjections.Of(id.Report);
            var all = await builds.Of(projection, ct);
            var under = all.Where(build => build.Until is null && build.Definition == book.WithPins(id) && build.State != "retired").ToList();
            if (under.Find(build => build.State is "candidate" or "former") is { } ready)
            {
                var live = all.FirstOrDefault(build => build.State == "live");
                if (live is not null && ready.Ordinal < live.Ordinal)
                    throw Refused(Lagging, $"{ready.Name} is {live.Ordinal - ready.Ordinal} facts behind the live build. Wait until it has caught up: GET /api/builds/{ready.Name}.");
                if (live is not null && (ready.Zone != live.Zone || ready.Version != live.Version))
                    throw Refused("build-outdated", $"{ready.Name} was folded by other code or in another zone than the live build. Ask for a new one: POST /api/builds.");
                return ready.Name;
            }
            throw under switch
            {
                [.., { State: "faulted" } build] => Refused("build-faulted", $"{build.Name} has stopped: {build.Error} Retire it, and ask for a new one: POST /api/builds."),
                [.., { State: "building" } build] => Refused("build-not-ready", $"{build.Name} is still being made: GET /api/builds/{build.Name} tells how far it is."),
                _ => Refused("definition-not-built", $"There is no build under {id} yet. Ask for one, and compare it: POST /api/builds {{\"projection\": \"{projection}\", \"definition\": \"{id}\"}}."),
            };
        }

        private static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));
    }
}
