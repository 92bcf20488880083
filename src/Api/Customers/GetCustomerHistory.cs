using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/{id}/history — every fact that concerns the customer, contacts, appeals and deals too; what happened last first.</summary>
public sealed record GetCustomerHistory(Guid Id) : HistoryRequest
{
    private sealed record Key(DateTimeOffset HappenedAt, string Stream, long Revision);

    private const string Sql = """
        select e.stream, e.revision, e.id, e.type, e.happened_at, e.recorded_at, e.actor_kind, e.actor_id, actor.name as actor_name,
               e.recorded_by_kind, e.recorded_by_id, recorder.name as recorded_by_name, e.content::jsonb as fact
        from entry e
        left join card_history_user actor on e.actor_kind = 'person' and actor.id::text = e.actor_id
        left join card_history_user recorder on e.recorded_by_kind = 'person' and recorder.id::text = e.recorded_by_id
        where e.customer_id = @Id
          and (@AsOf::timestamptz is null or e.happened_at <= @AsOf)
          and (@Commit::bigint is null or (e.commit_position, e.prepare_position) <= (@Commit, @Prepare::bigint))
          and (@LastAt::timestamptz is null
               or e.happened_at < @LastAt
               or e.happened_at = @LastAt and (e.stream, e.revision) > (@LastStream::text, @LastRevision::bigint))
        order by e.happened_at desc, e.stream, e.revision
        limit @Limit + 1
        """;

    public sealed class Handler(Clocks clocks) : IRequestHandler<GetCustomerHistory, Page<HistoryEntry>>
    {
        public async Task<Page<HistoryEntry>> Handle(GetCustomerHistory request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            var (snapshot, cut) = await clocks.Open("card_history", request, request.Context, ct, cursor?.Build, cursor?.AsOf);
            await using var opened = snapshot;
            var rows = await snapshot.Query<HistoryEntry>(Sql, new
            {
                request.Id,
                cut?.AsOf,
                cut?.Commit,
                cut?.Prepare,
                LastAt = cursor?.Last.HappenedAt,
                LastStream = cursor?.Last.Stream,
                LastRevision = cursor?.Last.Revision,
                request.Limit,
            }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.HappenedAt, row.Stream, row.Revision), cut);
        }
    }
}
