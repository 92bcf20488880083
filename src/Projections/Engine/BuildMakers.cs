using EventSourcedCrm.Domain.Definitions;
using Microsoft.Extensions.Logging;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Has the builds of a projection made that are entered as building and that nobody makes, whoever began them.</summary>
internal sealed class BuildMakers(ProjectionSource source, Workplace workplace)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly Task Never = new TaskCompletionSource().Task;
    private readonly Dictionary<string, Task> _making = [];

    /// <summary>Ends when one of them does.</summary>
    public Task Any() => _making.Count == 0 ? Never : Task.WhenAny(_making.Values);

    /// <summary>Begins what is to be made, and goes on where another maker was stopped.</summary>
    public async Task Begin(IEnumerable<Build> known, DefinitionBook definitions, CancellationToken ct)
    {
        foreach (var name in _making.Where(making => making.Value.IsCompleted).Select(making => making.Key).ToList()) _making.Remove(name);
        foreach (var build in known.Where(build => build is { State: BuildState.Building, IsPaused: false } && !_making.ContainsKey(build.Name)))
            if (await Lease.TryTake(workplace.Database, build.Name, ct) is { } lease) _making.Add(build.Name, Make(build.Name, definitions, lease, ct));
    }

    private async Task Make(string name, DefinitionBook definitions, Lease lease, CancellationToken ct)
    {
        await using var held = lease;
        try
        {
            if (await TakeUp(name, definitions, ct) is { } making) await workplace.Yard.Make(making);
        }
        catch (OperationCanceledException)
        {
            // Whoever begins next takes it up.
        }
        catch (Exception error)
        {
            workplace.Logger.LogWarning("Build {Build} is taken up again: {Error}", name, error.Message);
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The build as it is now that nobody else makes it; null where it is made, or given up, or of other code.</summary>
    private async Task<Making?> TakeUp(string name, DefinitionBook definitions, CancellationToken ct)
    {
        await using var connection = await workplace.Database.OpenConnectionAsync(ct);
        var (build, checkpoint) = (await Control.Builds(connection, source.Name, ct)).FirstOrDefault(known => known.Build.Name == name);
        if (build is not { State: BuildState.Building, IsPaused: false }) return null;
        if (!source.CanAdvance(build))
        {
            await Control.Drop(connection, name, ct);
            return null;
        }
        if (checkpoint.Ordinal == 0) await Control.Begin(connection, build, ct);
        return new(new(build, source.Create(source.SettingsOf(build, definitions)), checkpoint, await Control.ParkedKeys(connection, name, ct)));
    }
}
