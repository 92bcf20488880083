using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.Domain.Definitions;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Opens the one build a report is read from, over the period and as of the instant it is asked for.</summary>
public sealed class ReportBuilds(ReadModels models, KnownBuilds known, FrozenBuilds frozen, Clocks clocks, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <typeparam name="TKey">What tells the report's rows apart and orders them, for its cursor.</typeparam>
    /// <exception cref="RejectedException">The cursor is another report's, the period cannot be, or there is no build to answer from.</exception>
    /// <exception cref="NotYetException">The build that answers is being made.</exception>
    public async Task<Report<TKey>> Open<TKey>(string projection, ReportRequest request, CancellationToken ct) where TKey : class
    {
        var cursor = Cursor<TKey>.Read(request.Cursor, request.Filters);
        var snapshot = await models.Open(projection, request.Context.ReadAfter, ct, cursor?.Build ?? await Chosen(projection, request, ct));
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

    /// <summary>Opens two builds at one position of the log, in one snapshot of the database.</summary>
    /// <param name="projection">What the report is read from.</param>
    /// <param name="request">The report asked for.</param>
    /// <param name="left">A build or a definition; null for the live build.</param>
    /// <param name="right">A build or a definition.</param>
    /// <param name="ct">Ends the waiting for builds that are about to be level.</param>
    /// <exception cref="RejectedException">There is no such build, or the two are at different positions.</exception>
    /// <exception cref="NotYetException">One of them is being made.</exception>
    internal async Task<(Snapshot Left, Snapshot Right)> OpenBoth(string projection, ReportRequest request, string? left, string right, CancellationToken ct)
    {
        if (request.Build is not null || request.Definition is not null || request.KnownAt is not null)
            throw new RejectedException(Problem.Field(request.Build is not null ? "build" : request.Definition is not null ? "definition" : "knownAt", "Left and right say what is compared."));
        var (leftBuild, rightBuild) = (await Named(projection, request, left, ct), await Named(projection, request, right, ct));
        var deadline = clock.GetUtcNow() + Patience;
        while (true)
        {
            var (one, other) = await models.OpenBoth(projection, leftBuild, rightBuild, ct);
            if (Unlevel(one.Build, other.Build, request) is not { } sentence) return (one, other);
            await other.DisposeAsync();
            await one.DisposeAsync();
            if (one.Build.Ends || other.Build.Ends || clock.GetUtcNow() > deadline) throw Refused("builds-not-level", sentence);
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
        }
    }

    private Task<string?> Named(string projection, ReportRequest request, string? side, CancellationToken ct) =>
        Chosen(projection, DefinitionId.TryParse(side, out var definition) ? request with { Definition = definition } : request with { Build = side }, ct);

    private static string? Unlevel(Build left, Build right, ReportRequest request)
    {
        if (left.Position != right.Position)
        {
            var (behind, ahead) = left.Position < right.Position ? (left, right) : (right, left);
            var remedy = behind.Ends
                ? $"{behind.Name} ends there for ever. Ask for a build under {ahead.OwnDefinition} that ends there too: POST /api/builds with \"until\": \"{behind.Position}\"."
                : ahead.Ends ? $"{ahead.Name} ends there for ever: wait until the other has come so far, and ask for a build of it until \"{ahead.Position}\"."
                : $"Wait until it has caught up: GET /api/builds/{behind.Name}.";
            return $"{behind.Name} is at position {behind.Position} and {ahead.Name} at {ahead.Position}: they do not know the same facts. {remedy}";
        }
        return request.Context.ReadAfter is { } after && left.Position < after ? $"Both builds are at {left.Position}, before {after}. Try again in a moment." : null;
    }

    /// <summary>The build asked for, by its name, its definition or what was known; null for the live one.</summary>
    private async Task<string?> Chosen(string projection, ReportRequest request, CancellationToken ct)
    {
        if (request.Build is not null && (request.Definition is not null || request.KnownAt is not null))
            throw new RejectedException(Problem.Field("build", "A build has its definition, and what was known by its end: say the build, or the other two."));
        if (request.Build is { } name) return Readable(projection, await known.Find(name, ct)).Name;
        if (request.Definition is { } other && other.Report != ReportProjections.ReportOf(projection))
            throw new RejectedException(Problem.Field("definition", $"A definition of {ReportProjections.ReportOf(projection)} is expected here, such as {ReportProjections.ReportOf(projection)}/v1."));
        if (request.KnownAt is { } knownAt) return await AsKnown(projection, request, knownAt, ct);
        if (request.Definition is not { } definition) return null;
        var under = (await known.Of(projection, ct)).Where(build => build.Until is null && build.OwnDefinition == definition.ToString()).ToList();
        var best = under.Find(build => build.State == "live") ?? under.FindLast(build => build.State is "candidate" or "former") ?? under.LastOrDefault(build => build.State == "building");
        return best is not null ? Readable(projection, best).Name : throw Refused("definition-not-built",
            $"There is no build under {definition}. Ask for one: POST /api/builds {{\"projection\": \"{projection}\", \"definition\": \"{definition}\"}}.");
    }

    private async Task<string> AsKnown(string projection, ReportRequest request, KnownAt knownAt, CancellationToken ct)
    {
        var position = await clocks.Known(knownAt, ct);
        var definition = request.Definition ?? DefinitionId.Parse((await known.Of(projection, ct)).Single(build => build.State == "live").OwnDefinition);
        var build = await frozen.At(projection, definition, position, request.Context.Caller, ct);
        return build.State == "frozen" ? build.Name : throw new NotYetException(build);
    }

    private static KnownBuild Readable(string projection, KnownBuild? build) => build switch
    {
        null or { State: "retired" } => throw Refused("no-such-build", "There is no such build, or it has been given up. GET /api/builds lists them."),
        { Projection: var other } when other != projection => throw Refused("other-projection", $"{build.Name} is a build of {other}; this report is read from builds of {projection}."),
        { State: "building" } => throw new NotYetException(build),
        { State: "faulted" } => throw Refused("build-faulted", $"{build.Name} has stopped: {build.Error}"),
        _ => build,
    };

    private static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));
}

/// <summary>What is asked for is being made: where to see how far it is, and then to ask again.</summary>
public sealed class NotYetException(KnownBuild build) : Exception($"{build.Name} is being made.")
{
    /// <summary>202 with the build's address.</summary>
    internal IResult ToResult() => Results.Accepted($"/api/builds/{build.Name}", ListBuilds.Row.Of(build));
}

/// <summary>A report being answered.</summary>
public sealed class Report<TKey>(ReportRequest request, Snapshot snapshot, Period period, TKey? last) : IAsyncDisposable where TKey : class
{
    public Period Period { get; } = period;

    /// <summary>The last row of the page before; null for the first page.</summary>
    public TKey? Last { get; } = last;

    internal Snapshot Snapshot => snapshot;

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
