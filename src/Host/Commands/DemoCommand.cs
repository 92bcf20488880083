using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Shared;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm demo</c>: a made-up company of any size, to look at before real data are there.</summary>
public static class DemoCommand
{
    public const int UsualSize = 200;

    public static Command Create()
    {
        var size = new Option<int>("--size") { Description = "How many customers", DefaultValueFactory = _ => UsualSize };
        var seed = new Option<int>("--seed") { Description = "Another seed, another company", DefaultValueFactory = _ => 1 };
        var until = new Option<DateOnly?>("--until") { Description = "The day up to which its two years are told; today where none is named" };
        var data = DataOption.Create();
        var command = new Command("demo", "Records a made-up company with two years of calls, meetings, appeals and deals") { size, seed, until, data };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(size) is not (> 0 and <= 1_000_000)) throw new SentenceException("--size is a number of customers from 1 to 1000000.");
            var lastDay = parsed.GetValue(until) ?? Today();
            if (lastDay.Year < 1902 || lastDay > Today()) throw new SentenceException("--until is a day from 1902-01-01 to today: its two years lie neither before 1900 nor in the future.");
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var settings = new DemoSettings(parsed.GetValue(size), parsed.GetValue(seed), lastDay);
            await Record(storage.Log, settings, ct);
            return 0;
        });
        return command;
    }

    public static async Task Record(IEventLog log, DemoSettings settings, CancellationToken ct)
    {
        var facts = await LongRun.Show(AnsiConsole.Console, "demo, customers", progress => new DemoCompany(log).Record(settings, progress, ct));
        Console.WriteLine($"The demonstration company has {settings.Customers} customers and {facts} facts.");
    }

    public static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
}
