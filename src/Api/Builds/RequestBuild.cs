using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>POST /api/builds — has a projection built beside the live one: under a definition, and up to a position or an instant of recording or for good.</summary>
/// <param name="Definition">The published one, where nothing is said.</param>
/// <param name="Until">Where it stops, frozen: a position in the log, or an instant of recording; it goes on, where nothing is said.</param>
/// <param name="FactsPerSecond">At most so many are folded a second, to leave the machine to the live builds.</param>
public sealed record RequestBuild(
    string Projection, DefinitionId? Definition = null, KnownAt? Until = null, [Between(100, 1_000_000)] int? FactsPerSecond = null, [Longest(2000)] string? Reason = null)
    : BuildsRequest
{
    internal override string OfProjection => Projection;

    public sealed class Handler(BuildCommands commands, KnownBuilds known, FrozenBuilds frozen, Organisation organisation, IEventLog log) : IRequestHandler<RequestBuild, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RequestBuild request, CancellationToken ct)
        {
            await MustBeAProjection(request.Projection, ct);
            var definition = await DefinitionOf(request, ct);
            var until = request.Until is { } given ? (await Position(given, ct)).ToString() : null;
            var outcome = await commands.Execute(request, new BuildCommand.Request(request.Projection, definition, until, request.FactsPerSecond, OnDemand: false, request.Reason), ct);
            return outcome is CommandOutcome.Done { Answer: { WouldRecord: null } answer } done ? done with { Answer = answer with { Build = await Asked(request, answer, ct) } } : outcome;
        }

        private async Task MustBeAProjection(string projection, CancellationToken ct)
        {
            var projections = (await known.Of(null, ct)).Select(build => build.Projection).Distinct().ToList();
            if (!projections.Contains(projection)) throw new RejectedException(Problem.Field("projection", $"One of {string.Join(", ", projections)} is expected."));
        }

        private async Task<DefinitionId?> DefinitionOf(RequestBuild request, CancellationToken ct)
        {
            if (ReportProjections.ReportOf(request.Projection) is not { } report)
                return request.Definition is null ? null : throw new RejectedException(Problem.Field("definition", "No definition has a say in this projection."));
            var book = await DefinitionBooks.Read(log, ct);
            var definition = request.Definition ?? book.Published(report);
            if (definition.Report != report) throw new RejectedException(Problem.Field("definition", $"This projection is folded under definitions of {report}, such as {book.Published(report)}."));
            return book.Knows(definition) ? definition : throw new RejectedException(Problem.Field("definition", $"There is no definition {definition}. Propose it first: POST /api/definitions."));
        }

        private async Task<LogPosition> Position(KnownAt until, CancellationToken ct) =>
            await frozen.Position(until, await organisation.Zone(ct), ct) ?? throw new RejectedException(Problem.Field("until", $"The log ends at {await log.Head(ct)}, before {until}."));

        private async Task<string?> Asked(RequestBuild request, CommandAnswer answer, CancellationToken ct)
        {
            await foreach (var recorded in log.ReadStream(request.StreamOf(Domain.Builds.Builds.Category), answer.Revision, ct))
                return (recorded.Fact as BuildRequested)?.Build;
            return null;
        }
    }
}
