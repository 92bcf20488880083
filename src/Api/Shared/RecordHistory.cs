using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Everything recorded of one record, the fact recorded last first.</summary>
public sealed class RecordHistory(ReadModels models)
{
    private sealed record Key(long Revision);

    private const string Sql = """
        select stream, revision, commit_position, prepare_position, id, type, happened_at, recorded_at,
               actor_kind, actor_id, recorded_by_kind, recorded_by_id, content as fact
        from entry
        where stream = @Stream
          and (@Revision::bigint is null or revision < @Revision)
        order by revision desc
        limit @Limit + 1
        """;

    public async Task<Page<HistoryEntry>> Read(PagedRequest<HistoryEntry> request, StreamName stream, CancellationToken ct)
    {
        var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
        await using var snapshot = await models.Open("card_history", request.Context.ReadAfter, ct, cursor?.Build);
        var rows = await snapshot.Query<HistoryEntry>(Sql, new { Stream = stream.Value, cursor?.Last.Revision, request.Limit }, ct);
        return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Revision));
    }
}
