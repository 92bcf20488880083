using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Builds projections anew, several in one scan of the log.</summary>
public sealed class Builder(IEventLog log, NpgsqlDataSource database)
{
    internal Portions Portions { get; init; } = Portions.Usual;

    /// <summary>How often it says how far the builds are, and hears whether they are to wait or were given up.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Facts folded so far, for progress.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Ends with every build a candidate at the head of the log as it was found; a build that fails is faulted, and the error is thrown.</summary>
    public async Task<IReadOnlyList<Build>> Build(IReadOnlyList<ProjectionSource> sources, BuildSettings settings, bool publish, CancellationToken ct)
    {
        var (builds, lease) = await Begin(sources, settings, publish, ct);
        await using var held = lease;
        try
        {
            await Make(builds, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            foreach (var build in builds) await BuildProgress.End(database, build.Name, BuildState.Faulted, error.Message, CancellationToken.None);
            throw;
        }
        if (builds.Find(build => build.Fault is not null) is { Fault: { } fault }) throw fault;
        return [.. builds.Select(build => build.Folding.Build with { State = BuildState.Candidate })];
    }

    /// <summary>Makes builds that are entered as building: those begun anew in one scan, the others each from where they are. Their leases are held.</summary>
    internal async Task Make(IReadOnlyList<Making> builds, CancellationToken ct)
    {
        foreach (var together in builds.GroupBy(build => build.Folding.Checkpoint.Position))
            await new Scan(log, database, Portions, LookEvery, Progress).Run([.. together], ct);
    }

    /// <summary>From the moment the builds can be seen, it can be seen too that somebody is making them.</summary>
    private async Task<(List<Making> Builds, Lease Lease)> Begin(IReadOnlyList<ProjectionSource> sources, BuildSettings settings, bool publish, CancellationToken ct)
    {
        List<Making> builds = [];
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var source in sources)
        {
            var projection = source.Create(settings);
            builds.Add(new(new(await Control.Add(connection, projection, source.DefinitionUnder(settings), settings, publish, ct), projection, Checkpoint.Start, [])));
        }
        var lease = await Lease.TryTake(database, [.. builds.Select(build => build.Name)], ct);
        await transaction.CommitAsync(ct);
        return (builds, lease!);
    }
}
