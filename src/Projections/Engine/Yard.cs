using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Makes the builds that the workers of a process ask for. Those that wait together share one scan of the log; one that is to go
/// slowly has a scan of its own, so that it holds up no other.
/// </summary>
public sealed class Yard(IEventLog log, NpgsqlDataSource database, CancellationToken stop)
{
    /// <summary>Workers that start together ask within this time of each other.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Builder _builder = new(log, database);
    private List<Making> _waiting = [];
    private Task _last = Task.CompletedTask;
    private Task? _next;

    /// <summary>Ends when the build is made, has failed, is paused or was given up; its lease is held.</summary>
    internal Task Make(Making build)
    {
        if (build.Folding.Build.FactsPerSecond is not null) return _builder.Make([build], stop);
        lock (_lock)
        {
            _waiting.Add(build);
            return _next ??= _last = MakeAllAfter(_last);
        }
    }

    private async Task MakeAllAfter(Task last)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Gathering, stop);
        List<Making> builds;
        lock (_lock) (builds, _waiting, _next) = (_waiting, [], null);
        await _builder.Make(builds, stop);
    }
}
