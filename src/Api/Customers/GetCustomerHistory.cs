using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/{id}/history — every fact that concerns the customer, the one recorded last first.</summary>
public sealed record GetCustomerHistory(Guid Id) : PagedRequest<HistoryEntry>
{
    private sealed record Key(long Commit, long Prepare);

    private const string Sql = """
        select stream, revision, commit_position, prepare_position, id, type, happened_at, recorded_at,
               actor_kind, actor_id, recorded_by_kind, recorded_by_id, content as fact
        from entry
        where customer_id = @Id
          and (@Commit::bigint is null or (commit_position, prepare_position) < (@Commit, @Prepare))
        order by commit_position desc, prepare_position desc
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetCustomerHistory, Page<HistoryEntry>>
    {
        public async Task<Page<HistoryEntry>> Handle(GetCustomerHistory request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("card_history", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<HistoryEntry>(Sql, new { request.Id, cursor?.Last.Commit, cursor?.Last.Prepare, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.CommitPosition, row.PreparePosition));
        }
    }
}
