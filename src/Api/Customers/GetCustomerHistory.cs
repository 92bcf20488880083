using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/{id}/history — every fact that concerns the customer, contacts, appeals and deals too; what happened last first.</summary>
public sealed record GetCustomerHistory(Guid Id) : HistoryRequest
{
    private sealed record Key(DateTimeOffset HappenedAt, string Stream, long Revision);

    private sealed record Place(string Stream, long Revision);

    private const string Sql = """
        select e.stream, e.revision
        from entry e
        where e.customer_id = @Id
          and (@AsOf::timestamptz is null or e.happened_at <= @AsOf)
          and (@Commit::bigint is null or (e.commit_position, e.prepare_position) <= (@Commit, @Prepare::bigint))
          and (@LastAt::timestamptz is null
               or e.happened_at < @LastAt
               or e.happened_at = @LastAt and (e.stream, e.revision) > (@LastStream::text, @LastRevision::bigint))
        order by e.happened_at desc, e.stream, e.revision
        limit @Limit + 1
        """;

    public sealed class Handler(IEventLog log, Clocks clocks, HistoryEntries entries) : IRequestHandler<GetCustomerHistory, Page<HistoryEntry>>
    {
        public async Task<Page<HistoryEntry>> Handle(GetCustomerHistory request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            var (snapshot, cut) = await clocks.Open("card_history", request, request.Context, ct, cursor?.Build, cursor?.AsOf);
            IReadOnlyList<Place> places;
            await using (snapshot) // and no longer: nothing is held open while the log is read
                places = await snapshot.Query<Place>(Sql, new
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
            var rows = await entries.Of(await Facts(places, ct), ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.HappenedAt, row.Stream, row.Revision), cut);
        }

        /// <summary>The facts at the places, in their order. The streams are read at once.</summary>
        private async Task<IReadOnlyList<Recorded>> Facts(IReadOnlyList<Place> places, CancellationToken ct)
        {
            var streams = await Task.WhenAll(places.GroupBy(place => place.Stream, place => place.Revision).Select(async stream =>
            {
                var (first, last) = (stream.Min(), stream.Max());
                return await log.ReadStream(new(stream.Key), first, ct).TakeWhile(fact => fact.Revision <= last).ToListAsync(ct);
            }));
            var facts = streams.SelectMany(stream => stream).ToDictionary(fact => new Place(fact.Stream.Value, fact.Revision));
            return [.. places.Select(place => facts.GetValueOrDefault(place)
                ?? throw new LogCorruptedException($"Stream {place.Stream} has no revision {place.Revision}, which card_history has read. The log was shortened, or is another one."))];
        }
    }
}
