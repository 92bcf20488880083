using Dapper;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Api.Builds;

/// <summary>The builds there are, as schema <c>control</c> tells.</summary>
public sealed class KnownBuilds(IEventLog log, ReadModels models)
{
    private const string Sql = """
        select b.build as name, b.projection, b.version, b.definition, b.zone, b.tz_version, b.state, b.error, b.created_at, b.on_demand, b.paused,
               b.facts_per_second, b.until_commit, b.until_prepare, c.commit_position, c.prepare_position, c.ordinal, c.parked,
               b.facts_read, b.facts_total,
               (b.facts_read - b.read_from) / nullif(extract(epoch from b.read_at - b.read_since), 0)::double precision as facts_a_second
        from control.build b join control.checkpoint c using (build)
        where b.state <> 'proof' and (@Projection::text is null or b.projection = @Projection) and (@Name::text is null or b.build = @Name)
        order by b.projection, b.created_at, b.build
        """;

    /// <summary>The builds of a projection, oldest first; of all where none is named.</summary>
    public async Task<IReadOnlyList<KnownBuild>> Of(string? projection, CancellationToken ct) => await Query(projection, null, ct);

    /// <summary>Null where there is no such build.</summary>
    public async Task<KnownBuild?> Find(string name, CancellationToken ct) => (await Query(null, name, ct)).SingleOrDefault();

    private async Task<IReadOnlyList<KnownBuild>> Query(string? projection, string? name, CancellationToken ct)
    {
        await using var connection = await models.Connect(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Sql, new { Projection = projection, Name = name }, cancellationToken: ct))).ToList();
        var facts = await log.Count(ct) ?? rows.Select(row => row.Ordinal).DefaultIfEmpty().Max();
        return [.. rows.Select(row => row.ToBuild(facts))];
    }

    private sealed record Row(
        string Name, string Projection, int Version, string Definition, string Zone, string TzVersion, string State, string? Error, DateTimeOffset CreatedAt,
        bool OnDemand, bool Paused, int? FactsPerSecond, long? UntilCommit, long? UntilPrepare, long CommitPosition, long PreparePosition,
        long Ordinal, long Parked, long FactsRead, long? FactsTotal, double? FactsASecond)
    {
        public KnownBuild ToBuild(long facts)
        {
            var read = State == "building" ? Math.Max(FactsRead, Ordinal) : Ordinal;
            var total = State is "frozen" ? Ordinal : Math.Max(FactsTotal ?? facts, read);
            double? left = State == "building" && FactsASecond > 0 ? (total - read) / FactsASecond : null;
            return new(
                Name, Projection, Version, Definition, Zone, TzVersion, State, Error, CreatedAt, OnDemand, Paused, FactsPerSecond,
                UntilCommit is { } commit ? new LogPosition((ulong)commit, (ulong)UntilPrepare!.Value) : null,
                new((ulong)CommitPosition, (ulong)PreparePosition), Ordinal, Parked, new(read, total, FactsASecond, left), Math.Max(0, facts - Ordinal));
        }
    }
}

/// <summary>One build, and how far it is.</summary>
/// <param name="Lag">Facts of the log it has not read.</param>
public sealed record KnownBuild(
    string Name, string Projection, int Version, string Definition, string Zone, string TzVersion, string State, string? Error, DateTimeOffset CreatedAt,
    bool OnDemand, bool IsPaused, int? FactsPerSecond, LogPosition? Until, LogPosition Position, long Ordinal, long Parked, BuildingProgress Progress, long Lag)
{
    /// <summary>One that was asked for just now, and that no worker has begun.</summary>
    internal static KnownBuild NotBegun(string projection, BuildRequested request, DateTimeOffset at) => new(
        request.Build, projection, Version: 0, request.Definition?.ToString() ?? "", Zone: "", TzVersion: "", State: "building", Error: null, at,
        request.OnDemand, IsPaused: false, request.FactsPerSecond, LogPosition.TryParse(request.Until, out var until) ? until : null,
        LogPosition.Start, Ordinal: 0, Parked: 0, new(0, 0, null, null), Lag: 0);

    /// <summary>The definition it is folded under, without those that one pins.</summary>
    public string OwnDefinition => Definition.Split(',')[0];
}

/// <summary>How many facts a build has folded of how many, at which rate, and how long it will take still; the last two only while it is made.</summary>
public sealed record BuildingProgress(long Facts, long Total, double? FactsASecond, double? SecondsLeft);
