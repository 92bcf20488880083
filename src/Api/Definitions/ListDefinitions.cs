using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>GET /api/definitions — every definition of every report: what it says, who proposed and approved it, and when it was in force.</summary>
public sealed record ListDefinitions(string? Report = null) : QueryRequest<IReadOnlyList<ListDefinitions.Row>>
{
    /// <param name="State">built-in, proposed, approved, published or retired; published is the one in force.</param>
    /// <param name="History">What happened to it, with who and why; nothing for what came with the program.</param>
    public sealed record Row(string Definition, string Report, int Version, string State, JsonNode Parameters, IReadOnlyList<string> Pins, IReadOnlyList<Step> History);

    /// <summary>Something that happened to a definition.</summary>
    public sealed record Step(string What, DateTimeOffset At, UserId? By, string Reason, string? Build);

    public sealed class Handler(IEventLog log) : IRequestHandler<ListDefinitions, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(ListDefinitions request, CancellationToken ct)
        {
            var book = await DefinitionBooks.Read(log, ct);
            List<Row> rows = [];
            foreach (var report in Definition.BuiltIn.Keys.Order().Where(report => request.Report is null || request.Report == report))
                rows.AddRange(await Of(report, book, ct));
            return rows;
        }

        private async Task<IEnumerable<Row>> Of(string report, DefinitionBook book, CancellationToken ct)
        {
            List<(int Version, Step Step)> steps = [];
            await foreach (var recorded in log.ReadStream(DefinitionBooks.StreamOf(report), 0, ct))
                if (recorded.Fact is DefinitionFact fact) steps.Add((fact.Version, StepOf(recorded, fact)));
            return steps.Select(step => step.Version).Prepend(1).Distinct().Order().Select(version =>
                RowOf(new(report, version), book, [.. steps.Where(step => step.Version == version).Select(step => step.Step)]));
        }

        private static Row RowOf(DefinitionId id, DefinitionBook book, IReadOnlyList<Step> history)
        {
            var definition = book.Get<Definition>(id);
            return new(id.ToString(), id.Report, id.Version, StateOf(id, book, history), JsonSerializer.SerializeToNode(definition, definition.GetType(), ApiJson.Options)!,
                [.. definition.Pins.Select(pin => pin.ToString())], history);
        }

        private static string StateOf(DefinitionId id, DefinitionBook book, IReadOnlyList<Step> history) =>
            book.Published(id.Report) == id ? "published"
            : history.Any(step => step.What == "retired") ? "retired"
            : id.Version == 1 ? "built-in"
            : history.Any(step => step.What == "approved") ? "approved" : "proposed";

        private static Step StepOf(Recorded recorded, DefinitionFact fact)
        {
            UserId? by = Guid.TryParse(recorded.Metadata.RecordedBy.Id, out var user) ? new(user) : null;
            return fact switch
            {
                DefinitionProposed f => new("proposed", recorded.HappenedAt, f.Author, f.Reason, null),
                DefinitionApproved f => new("approved", recorded.HappenedAt, f.Approver, f.Reason, null),
                DefinitionPublished f => new("published", recorded.HappenedAt, by, f.Reason, f.Build),
                DefinitionRolledBack f => new("rolled-back-to", recorded.HappenedAt, by, f.Reason, null),
                DefinitionRetired f => new("retired", recorded.HappenedAt, by, f.Reason, null),
                _ => throw new NotSupportedException(fact.GetType().Name),
            };
        }
    }
}
