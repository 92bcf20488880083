using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;
using Npgsql;

namespace EventSourcedCrm.Host.Shared;

/// <summary>What stands against serving reports: a projection that has no live build, is faulted, nobody advances, or whose ledger does not balance.</summary>
public static class ReadinessCheck
{
    public static async Task<IReadOnlyList<string>> Faults(NpgsqlDataSource readModels, CancellationToken ct)
    {
        await using var connection = await readModels.OpenConnectionAsync(ct);
        var builds = await Control.Builds(connection, null, ct);
        var led = await Lease.Held(connection, ct);
        return [.. ProjectionCatalog.All.SelectMany(source => FaultsOf(source.Name, [.. builds.Where(b => b.Build.Projection == source.Name)], led))];
    }

    private static IEnumerable<string> FaultsOf(string projection, IReadOnlyList<(Build Build, Checkpoint Checkpoint)> builds, IReadOnlySet<string> led)
    {
        foreach (var (build, _) in builds.Where(b => b.Build.State == BuildState.Faulted))
            yield return $"{build.Name} has stopped: {build.Error}";
        if (builds.FirstOrDefault(b => b.Build.State == BuildState.Live) is not { Build: not null } live)
            yield return $"{projection} is not built yet.";
        else if (!live.Checkpoint.Balances)
            yield return $"The ledger of {live.Build.Name} does not balance.";
        if (!led.Contains(projection))
            yield return $"No worker advances {projection}.";
    }
}
