using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Everything recorded of one record, the fact recorded last first: its stream, as far as the live build has read the log.</summary>
public sealed class RecordHistory(IEventLog log, Clocks clocks, HistoryEntries entries)
{
    private sealed record Key(long Revision);

    public async Task<Page<HistoryEntry>> Read(HistoryRequest request, StreamName stream, CancellationToken ct)
    {
        var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
        var (snapshot, cut) = await clocks.Open("card_history", request, request.Context, ct, cursor?.Build, cursor?.AsOf);
        await snapshot.DisposeAsync(); // a stream may be long, and nothing is held open while it is read
        var facts = await log.ReadStream(stream, 0, ct)
            .TakeWhile(fact => fact.Position <= snapshot.Build.Position && fact.Revision < (cursor?.Last.Revision ?? long.MaxValue))
            .Where(fact => cut is null || cut.Counts(fact))
            .TakeLast(request.Limit + 1)
            .Reverse()
            .ToListAsync(ct);
        var rows = await entries.Of(facts, ct);
        return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Revision), cut);
    }
}
