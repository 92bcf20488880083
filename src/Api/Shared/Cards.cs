using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// Finds the card of a record: as the live build has it; or on the two clocks, by the same SQL over rows folded again from the record's own
/// facts and from those of what it names, so that names too are those of then.
/// </summary>
public sealed class Cards(IEventLog log, ReadModels models, Clocks clocks, FoldApart fold)
{
    private const string Parked = """
        select commit_position as commit, prepare_position as prepare
        from control.parked
        where build = @Build and stream = any(@Streams)
        """;

    /// <summary>Null where there is no such record.</summary>
    /// <param name="projection">Whose tables show it.</param>
    /// <param name="sql">Reads it from them.</param>
    /// <param name="parameters">The query's, at the instant the card is shown as of.</param>
    /// <param name="request">Asks for it.</param>
    /// <param name="record">Its stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RejectedException">There was no such record then.</exception>
    public async Task<TCard?> Find<TCard>(
        string projection, string sql, Func<DateTimeOffset, object> parameters, CardRequest<TCard> request, StreamName record, CancellationToken ct) where TCard : RecordCard
    {
        var (snapshot, asked) = await clocks.Open(projection, request, request.Context, ct);
        var build = snapshot.Build.Name;
        await using (snapshot) // and no longer: a stream may be long, and nothing is held open while it is read
            if (asked is null) return await snapshot.Find<TCard>(sql, parameters(request.Context.Now), ct);

        var (cut, rows) = (asked, new StandIns());
        await Fold([record]);
        var card = await Card();
        if (card is null) return await WhyNot(record, cut, request.KnownAt, ct) is { } problem ? throw new RejectedException(problem) : null;
        if (card.Named().ToArray() is [_, ..] named)
        {
            await Fold(named);
            card = await Card();
        }
        return card! with { Stamp = new(cut.AsOf, request.KnownAt, cut.Until.ToString()) };

        async Task Fold(StreamName[] streams) => rows.Add(await fold(projection, Counting(streams, cut, await ParkedIn(build, streams, ct), ct), ct));

        async Task<TCard?> Card()
        {
            await using var present = await models.Open(projection, null, ct);
            return await present.Find<TCard>(rows.In(sql), rows.With(parameters(cut.AsOf)), ct);
        }
    }

    private async Task<HashSet<LogPosition>> ParkedIn(string build, StreamName[] streams, CancellationToken ct)
    {
        await using var connection = await models.Connect(ct);
        var parked = await connection.QueryAsync<Place>(new CommandDefinition(
            Parked, new { Build = build, Streams = streams.Select(stream => stream.Value).ToArray() }, cancellationToken: ct));
        return [.. parked.Select(place => new LogPosition((ulong)place.Commit, (ulong)place.Prepare))];
    }

    /// <summary>The facts that count, stream by stream; none of a stream whose beginning does not, for what is dated before it waits for it.</summary>
    private async IAsyncEnumerable<Recorded> Counting(IEnumerable<StreamName> streams, Cut cut, HashSet<LogPosition> parked, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var stream in streams)
        {
            var begun = false;
            await foreach (var fact in log.ReadStream(stream, 0, ct))
            {
                if (fact.Position > cut.Until) break;
                if (parked.Contains(fact.Position)) continue;
                if (!begun && !cut.Counts(fact)) break;
                begun = true;
                if (cut.Counts(fact)) yield return fact;
            }
        }
    }

    private async Task<Problem?> WhyNot(StreamName record, Cut cut, KnownAt? knownAt, CancellationToken ct)
    {
        await foreach (var first in log.ReadStream(record, 0, ct))
            return first switch
            {
                _ when first.HappenedAt > cut.AsOf => NotThen($"There was no such record as of {Show(cut.AsOf)}: it begins on {Show(first.HappenedAt)}."),
                _ when first.Position > cut.Until && knownAt is not null => NotThen($"No such record was known at {knownAt}: it was first recorded on {Show(first.RecordedAt)}."),
                _ => null,
            };
        return null;
    }

    private static Problem NotThen(string sentence) => new(StatusCodes.Status404NotFound, "not-found-then", sentence);

    private static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private sealed record Place(long Commit, long Prepare);
}
