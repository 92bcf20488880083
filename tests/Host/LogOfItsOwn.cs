using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Tests;

/// <summary>An empty log in a database of its own.</summary>
internal sealed class LogOfItsOwn : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private LogOfItsOwn(NpgsqlDataSource source, ILogStore log) => (_source, Log) = (source, log);

    public ILogStore Log { get; }

    public static async Task<LogOfItsOwn> Open()
    {
        var source = PostgresLog.Source(await TestPostgres.NewDatabase());
        return new(source, await TestLog.Open(source));
    }

    /// <summary>Every fact, in the order of the log.</summary>
    public async Task<IReadOnlyList<Recorded>> Facts()
    {
        var facts = new List<Recorded>();
        await foreach (var page in Log.ReadAll(LogPosition.Start, CancellationToken.None)) facts.AddRange(page);
        return facts;
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _source.DisposeAsync();
    }
}
