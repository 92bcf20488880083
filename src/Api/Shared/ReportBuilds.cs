using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Opens the one build a report is read from, over the period and as of the instant it is asked for.</summary>
public sealed class ReportBuilds(ReadModels models)
{
    /// <typeparam name="TKey">What tells the report's rows apart and orders them, for its cursor.</typeparam>
    /// <exception cref="RejectedException">The cursor is another report's, or the period cannot be.</exception>
    public async Task<Report<TKey>> Open<TKey>(string projection, ReportRequest request, CancellationToken ct) where TKey : class
    {
        var cursor = Cursor<TKey>.Read(request.Cursor, request.Filters);
        var snapshot = await models.Open(projection, request.Context.ReadAfter, ct, cursor?.Build);
        try
        {
            return new(request, snapshot, Period.Of(request, snapshot.Build, cursor?.AsOf, request.Context.Now), cursor?.Last);
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A report being answered.</summary>
public sealed class Report<TKey>(ReportRequest request, Snapshot snapshot, Period period, TKey? last) : IAsyncDisposable where TKey : class
{
    public Period Period { get; } = period;

    /// <summary>The last row of the page before; null for the first page.</summary>
    public TKey? Last { get; } = last;

    /// <summary>The id of the definition the build was made under.</summary>
    public string Definition => snapshot.Build.Definition.Split(',')[0];

    /// <summary>The instant meant, in the zone of the build.</summary>
    public DateTimeOffset InZone(Moment moment) => moment.In(snapshot.Build.TimeZone);

    public Task<IReadOnlyList<T>> Query<T>(string sql, object parameters, CancellationToken ct) => snapshot.Query<T>(sql, parameters, ct);

    /// <summary>The only row of a query that always has one.</summary>
    public async Task<T> Single<T>(string sql, object parameters, CancellationToken ct) => (await snapshot.Query<T>(sql, parameters, ct)).Single();

    /// <param name="name">The report's, as in its address.</param>
    /// <param name="rows">What the CSV file has, and what the SHA-256 is of.</param>
    /// <param name="leftOut">Archived customers that would be in the report.</param>
    /// <param name="answer">Puts the stamp before the figures.</param>
    public IResult Answer<TRow>(string name, IReadOnlyList<TRow> rows, long leftOut, Func<Stamp, object> answer) =>
        Answer(name, rows, leftOut, null, answer);

    /// <summary>One page, of rows read with one more than the limit: the one more tells that there is a next page.</summary>
    public IResult AnswerPage<TRow>(string name, IReadOnlyList<TRow> rows, long leftOut, Func<TRow, TKey> key, Func<Stamp, IReadOnlyList<TRow>, string?, object> answer)
    {
        var shown = rows.Take(request.Limit).ToList();
        var next = rows.Count > request.Limit ? Cursor<TKey>.Write(key(shown[^1]), snapshot.Build, Period.AsOf, request.Filters) : null;
        return Answer(name, shown, leftOut, next, stamp => answer(stamp, shown, next));
    }

    public ValueTask DisposeAsync() => snapshot.DisposeAsync();

    private IResult Answer<TRow>(string name, IReadOnlyList<TRow> rows, long leftOut, string? next, Func<Stamp, object> answer)
    {
        var stamp = Stamp.Of(name, snapshot.Build, request.Resolved(Period), Period.AsOf, rows, (int)leftOut);
        return ReportAnswer.Of(request.Format, answer(stamp), stamp, rows, next);
    }
}
