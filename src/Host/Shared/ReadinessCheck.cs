using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.Host.Ledgers;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;

namespace EventSourcedCrm.Host.Shared;

/// <summary>
/// What stands against serving reports: a projection that has no live build, is faulted, nobody advances, whose ledger does not
/// balance, that has not read what the log holds, or whose rows were found to differ from it.
/// </summary>
public sealed class ReadinessCheck(Storage storage)
{
    private readonly ILedger _ledger = storage.Log is PostgresLog log ? new PostgresLedger(log) : new LeafLedger(storage.ReadModels);

    public async Task<IReadOnlyList<string>> Faults(CancellationToken ct)
    {
        await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
        var builds = await Control.Builds(connection, null, ct);
        var led = await Lease.Held(connection, ct);
        var live = builds.Where(known => known.Build.State == BuildState.Live).ToList();
        var wrong = await _ledger.Wrong([.. live.Select(known => known.Checkpoint)], ct);
        return
        [
            .. storage.Projections.SelectMany(source => FaultsOf(source.Name, [.. builds.Where(b => b.Build.Projection == source.Name)], led)),
            .. live.Where(known => wrong.Contains(known.Checkpoint)).Select(known =>
                $"{known.Build.Name} has read other facts up to {known.Checkpoint.Position} than the log holds. Rebuild it: crm projections rebuild {known.Build.Projection}."),
            .. await Certificates.Faults(connection, ct),
        ];
    }

    private static IEnumerable<string> FaultsOf(string projection, IReadOnlyList<(Build Build, Checkpoint Checkpoint)> builds, IReadOnlySet<string> led)
    {
        foreach (var (build, _) in builds.Where(b => b.Build is { State: BuildState.Faulted, WasAskedFor: false }))
            yield return $"{build.Name} has stopped: {build.Error}";
        if (builds.FirstOrDefault(b => b.Build.State == BuildState.Live) is not { Build: not null } live)
            yield return $"{projection} is not built yet.";
        else if (!live.Checkpoint.Balances)
            yield return $"The ledger of {live.Build.Name} does not balance.";
        if (!led.Contains(projection))
            yield return $"No worker advances {projection}.";
    }
}
