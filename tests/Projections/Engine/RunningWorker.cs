using System.Globalization;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using EventSourcedCrm.Projections.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EventSourcedCrm.Projections.Tests.Engine;

/// <summary>A worker at work, and what can be seen from outside.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _database;
    private readonly Feed _feed;
    private readonly ProjectionSource _source;
    private readonly Task _running;

    /// <param name="workshop">Its database.</param>
    /// <param name="log">Where facts come from, the organisation's zone and the definitions among them.</param>
    /// <param name="source">Its projection; the shelves where nothing is said.</param>
    /// <param name="policy">What goes by itself.</param>
    public RunningWorker(Workshop workshop, IEventLog log, ProjectionSource? source = null, BuildPolicy? policy = null)
    {
        _database = workshop.Database;
        _feed = new(log);
        _source = source ?? Shelves;
        var worker = new Worker(_source, new(
            log, _database, _feed, new(log, _database, _stop.Token), Turns.OnHalfOfTheProcessors(), policy ?? BuildPolicy.Default,
            async ct => new(BuildSettings.Default.Zone, await DefinitionBooks.Read(log, ct)), TimeProvider.System, NullLogger.Instance));
        _running = worker.Run(_stop.Token);
    }

    public static ProjectionSource Shelves { get; } = new(_ => new Shelf());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _feed.DisposeAsync();
    }

    public Task Reaches(long ordinal) => Until(async () =>
        await Ask("select c.ordinal from control.live join control.checkpoint c using (build)") == ordinal.ToString(CultureInfo.InvariantCulture));

    public async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await holds()) await pause.WaitForNextTickAsync(patience.Token);
    }

    public Task<string?> Live() => Ask("select build from control.live");

    public async Task<Build> LiveBuild()
    {
        await using var connection = await _database.OpenConnectionAsync();
        return (await Control.Builds(connection, _source.Name, CancellationToken.None)).Single(known => known.Build.State == BuildState.Live).Build;
    }

    public Task<string?> States() => Ask("select string_agg(state, ', ') from control.build");

    public Task<string?> Schemas() => Ask("select string_agg(nspname, ', ' order by nspname) from pg_namespace where nspname like 'shelf%'");

    public Task LetFormerBuildsAge() => Ask("update control.build set replaced_at = replaced_at - interval '1 week' where state = 'former'");

    /// <summary>What the live build has on its shelves.</summary>
    public async Task<string> Items() => await Ask($"select coalesce(string_agg(item || ' ' || count, ', ' order by item), '') from \"{await Live()}\".item") ?? "";

    public async Task<string?> Total() => await Ask($"select count || ' sold in ' || sales || ' sales' from \"{await Live()}\".total");

    /// <summary>The next checkpoints that are about to be committed take their session with them. The counting outlives the transactions.</summary>
    public Task KillNextCommits(int times) => Ask($"""
        create sequence kills;
        create function die() returns trigger language plpgsql as $$
        begin
            if nextval('kills') <= {times} then
                perform pg_terminate_backend(pg_backend_pid());
                perform pg_sleep(10);
            end if;
            return null;
        end $$;
        create constraint trigger die after update on control.checkpoint deferrable initially deferred for each row execute function die();
        """);

    /// <summary>The first session that has copied so many new items ends there, in the middle of it.</summary>
    public async Task KillWhoHasCopied(int items) => await Ask($"""
        create sequence copied;
        create function die_copying() returns trigger language plpgsql as $$
        begin
            if nextval('copied') = {items} and current_query() ilike 'copy%' then perform pg_terminate_backend(pg_backend_pid()); end if;
            return new;
        end $$;
        create trigger die_copying before insert on "{await Live()}".item for each row execute function die_copying();
        """);

    public async Task<long> Copied() => long.Parse((await Ask("select last_value from copied"))!, CultureInfo.InvariantCulture);

    /// <summary>The database does not take the next attempts to say that a build is faulted.</summary>
    public Task RefuseNextFaults(int times) => Ask($"""
        create sequence refusals;
        create function refuse() returns trigger language plpgsql as $$
        begin
            if nextval('refusals') <= {times} then raise 'not now'; end if;
            return new;
        end $$;
        create trigger refuse before update on control.build for each row when (new.state = 'faulted') execute function refuse();
        """);

    /// <summary>Whatever becomes live is noted in table <c>moved</c>, with how far it had read in the same transaction.</summary>
    public Task NoteWhenLiveMoves() => Ask("""
        create table moved (build text, ordinal bigint);
        create function note() returns trigger language plpgsql as $$
        begin
            insert into moved select new.build, ordinal from control.checkpoint where build = new.build;
            return new;
        end $$;
        create trigger note after update on control.live for each row execute function note();
        """);

    public async Task<long> Killed() => Math.Min(2, long.Parse((await Ask("select last_value from kills"))!, CultureInfo.InvariantCulture));

    public async Task<string?> Ask(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
