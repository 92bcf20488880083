using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Everything recorded of one record, the fact recorded last first.</summary>
public sealed class RecordHistory(Clocks clocks)
{
    private sealed record Key(long Revision);

    private const string Sql = """
        select e.stream, e.revision, e.id, e.type, e.happened_at, e.recorded_at, e.actor_kind, e.actor_id, actor.name as actor_name,
               e.recorded_by_kind, e.recorded_by_id, recorder.name as recorded_by_name, e.content::jsonb as fact
        from entry e
        left join card_history_user actor on e.actor_kind = 'person' and actor.id::text = e.actor_id
        left join card_history_user recorder on e.recorded_by_kind = 'person' and recorder.id::text = e.recorded_by_id
        where e.stream = @Stream
          and (@AsOf::timestamptz is null or e.happened_at <= @AsOf)
          and (@Commit::bigint is null or (e.commit_position, e.prepare_position) <= (@Commit, @Prepare::bigint))
          and (@Revision::bigint is null or e.revision < @Revision)
        order by e.revision desc
        limit @Limit + 1
        """;

    public async Task<Page<HistoryEntry>> Read(HistoryRequest request, StreamName stream, CancellationToken ct)
    {
        var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
        var (snapshot, cut) = await clocks.Open("card_history", request, request.Context, ct, cursor?.Build, cursor?.AsOf);
        await using var opened = snapshot;
        var rows = await snapshot.Query<HistoryEntry>(
            Sql, new { Stream = stream.Value, cut?.AsOf, cut?.Commit, cut?.Prepare, cursor?.Last.Revision, request.Limit }, ct);
        return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Revision), cut);
    }
}
