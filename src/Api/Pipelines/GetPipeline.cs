using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>GET /api/pipelines/{id} — a pipeline, with its stages in order.</summary>
public sealed record GetPipeline(Guid Id) : QueryRequest<ListPipelines.Row?>
{
    private const string Sql = """
        select pipeline_id as id, name, stages, revision
        from pipeline
        where pipeline_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetPipeline, ListPipelines.Row?>
    {
        public async Task<ListPipelines.Row?> Handle(GetPipeline request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListPipelines.Row>(Sql, new { request.Id }, ct);
        }
    }
}
