using System.CommandLine;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm parked list|retry|skip</c>: facts that could not be applied, and those that wait behind them.</summary>
public static class ParkedCommand
{
    private const string Listing = """
        select b.projection, p.commit_position, p.prepare_position, p.key, p.type, p.happened_at,
               coalesce('skipped: ' || p.skipped, p.error, 'waits')
        from control.parked p join control.build b using (build) join control.live l using (build) order by b.projection, p.ordinal
        """;

    public static Command Create() => new("parked", "Facts that could not be applied, and those that wait behind them") { List(), Retry(), Skip() };

    private static Command List()
    {
        var data = DataOption.Create();
        var command = new Command("list", "Those of the live builds, with what is wrong") { data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            await using var query = storage.ReadModels.CreateCommand(Listing);
            await using var row = await query.ExecuteReaderAsync(ct);
            var none = true;
            for (; await row.ReadAsync(ct); none = false)
                Console.WriteLine($"{row.GetString(0),-20} {new LogPosition((ulong)row.GetInt64(1), (ulong)row.GetInt64(2)),10}  {row.GetString(3)}  {row.GetString(4)}  {row.GetFieldValue<DateTimeOffset>(5):yyyy-MM-dd}  {row.GetString(6)}");
            if (none) Console.WriteLine("Nothing is parked.");
            return 0;
        });
        return command;
    }

    private static Command Retry()
    {
        var projection = new Argument<string>("PROJECTION");
        var key = new Argument<string>("KEY") { Description = "customer-ID, or a stream, as crm parked list shows it" };
        var data = DataOption.Create();
        var command = new Command("retry", "Has what is parked under a key tried again, in order") { projection, key, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var build = await Find(storage, parsed.GetValue(projection)!, "p.key = $2 and p.skipped is null", parsed.GetValue(key)!, ct);
            await AskedBuilds.Ask(storage.Log, parsed.GetValue(projection)!, new BuildCommand.RetryParked(build, parsed.GetValue(key)!), ct);
            Console.WriteLine("Recorded. The server that works for the projection tries again at once.");
            return 0;
        });
        return command;
    }

    private static Command Skip()
    {
        var projection = new Argument<string>("PROJECTION");
        var position = new Argument<string>("POSITION") { Description = "Where the fact is in the log, as crm parked list shows it" };
        var reason = new Option<string>("--reason") { Description = "Why it may be left out", Required = true };
        var data = DataOption.Create();
        var command = new Command("skip", "Leaves out a fact that cannot be applied, so that those behind it go on") { projection, position, reason, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            if (!LogPosition.TryParse(parsed.GetValue(position), out var at)) throw new SentenceException("POSITION is as crm parked list shows it.");
            var build = await Find(storage, parsed.GetValue(projection)!, "p.commit_position || '-' || p.prepare_position = $2 and p.error is not null", $"{at.Commit}-{at.Prepare}", ct);
            await AskedBuilds.Ask(storage.Log, parsed.GetValue(projection)!, new BuildCommand.SkipParked(build, at.ToString(), parsed.GetValue(reason)!), ct);
            Console.WriteLine("Recorded. The log keeps the fact; reports say in their stamps that it is left out.");
            return 0;
        });
        return command;
    }

    /// <summary>The live build in which it is parked.</summary>
    private static async Task<string> Find(Storage storage, string projection, string where, string value, CancellationToken ct)
    {
        await using var query = storage.ReadModels.CreateCommand($"select p.build from control.parked p join control.live l using (build) where l.projection = $1 and {where} limit 1");
        query.Parameters.Add(new() { Value = projection });
        query.Parameters.Add(new() { Value = value });
        return await query.ExecuteScalarAsync(ct) as string ?? throw new SentenceException($"No such fact is parked in {projection}, or nothing is wrong with it itself. crm parked list shows what is.");
    }
}
