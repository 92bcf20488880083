using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Tests.Shared;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>A log with workers at work beside it, in a database of its own.</summary>
internal sealed class ProjectionRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    private ProjectionRig(NpgsqlDataSource database, ILogStore log) => (Database, Log) = (database, log);

    public NpgsqlDataSource Database { get; }

    public ILogStore Log { get; }

    public static async Task<ProjectionRig> Open()
    {
        var database = ProjectionEngine.Source(await TestPostgres.NewDatabase());
        await Control.Create(database, CancellationToken.None);
        return new(database, await TestLog.Open(database));
    }

    /// <summary>Sets workers to work on what the log hands out.</summary>
    public void Work(IReadOnlyList<ProjectionSource> sources, IEventLog? log = null) =>
        _working = new ProjectionEngine(log ?? Log, Database, sources, NullLogger<ProjectionEngine>.Instance).Run(_stop.Token);

    /// <summary>Waits until so many live builds have read the whole log.</summary>
    public Task AreLevel(int builds) => Until.Holds(async () =>
    {
        var head = await Log.Head(CancellationToken.None);
        await using var ask = Database.CreateCommand($"""
            select count(*) = {builds} and bool_and(c.commit_position = {head.Commit}) from control.live join control.checkpoint c using (build)
            """);
        return await ask.ExecuteScalarAsync() is true;
    });

    public async Task Rest()
    {
        await _stop.CancelAsync();
        await _working;
    }

    public async ValueTask DisposeAsync()
    {
        await Rest();
        await Log.DisposeAsync();
        await Database.DisposeAsync();
        _stop.Dispose();
    }
}
