using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A build that can be folded again: this code made it, and what it was folded under is known.</summary>
/// <param name="Build">The build.</param>
/// <param name="Position">How far it has read.</param>
/// <param name="Source">Its projection.</param>
/// <param name="Create">Makes its projection anew, under its own definition and zone.</param>
internal sealed record Provable(Build Build, LogPosition Position, ProjectionSource Source, Func<Projection> Create)
{
    /// <summary>Those there are, and a sentence for each build that is not.</summary>
    public static async Task<(IReadOnlyList<Provable> Builds, IReadOnlyList<string> Skipped)> Among(
        IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources, CancellationToken ct)
    {
        var definitions = await DefinitionBooks.Read(log, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        List<Provable> provable = [];
        List<string> skipped = [];
        foreach (var (build, checkpoint) in await Control.Builds(connection, null, ct))
        {
            if (sources.FirstOrDefault(source => source.Name == build.Projection) is not { } source || build.State is BuildState.Proof or BuildState.Retired) continue;
            if (Obstacle(build, source, definitions) is { } why) skipped.Add(why);
            else provable.Add(new(build, checkpoint.Position, source, () => source.Create(source.SettingsOf(build, definitions))));
        }
        return (provable, skipped);
    }

    private static string? Obstacle(Build build, ProjectionSource source, DefinitionBook definitions) => build switch
    {
        { State: BuildState.Building } => $"{build.Name} is skipped: it is still being built.",
        { State: BuildState.Faulted } => $"{build.Name} is skipped: it has stopped, {build.Error}",
        _ when !source.CanAdvance(build) => $"{build.Name} is skipped: another version of the program made it. Rebuild it: crm projections rebuild {build.Projection}.",
        _ when source.SettingsOf(build, definitions).Chosen is { } chosen && !definitions.Knows(chosen) => $"{build.Name} is skipped: the log has no definition {chosen}.",
        _ => null,
    };
}
