using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>GET /api/pipelines — pipelines by name, with their stages in order.</summary>
public sealed record ListPipelines : PagedRequest<ListPipelines.Row>
{
    public sealed record Row(Guid Id, string Name, JsonNode Stages, long Revision) : RecordCard, ICard;

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select pipeline_id as id, name, stages, revision
        from pipeline
        where (@LastId::uuid is null or (name, pipeline_id) > (@LastName, @LastId))
        order by name, pipeline_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListPipelines, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListPipelines request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name, row.Id));
        }
    }
}
