using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>GET /api/pipelines/{id} — a pipeline, with its stages in order.</summary>
public sealed record GetPipeline(Guid Id) : CardRequest<ListPipelines.Row>
{
    private const string Sql = """
        select pipeline_id as id, name, stages, revision
        from pipeline
        where pipeline_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetPipeline, ListPipelines.Row?>
    {
        public Task<ListPipelines.Row?> Handle(GetPipeline request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { request.Id }, request, StreamName.Of(Pipeline.Category, request.Id), ct);
    }
}
