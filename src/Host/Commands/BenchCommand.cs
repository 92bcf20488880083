using System.CommandLine;
using EventSourcedCrm.Host.Bench;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm bench</c>: how fast it is on this machine, beside what the machine does at best.</summary>
public static class BenchCommand
{
    public static Command Create()
    {
        var facts = new Option<int>("--facts") { Description = "How many facts to measure on, about, of a tenth as many customers", DefaultValueFactory = _ => 1_000_000 };
        var json = new Option<string?>("--json") { Description = "Write the figures to this file too", HelpName = "FILE" };
        var only = new Option<string?>("--only") { Description = $"Measure only this: {string.Join(", ", BenchSettings.Names)}", HelpName = "NAME" };
        only.AcceptOnlyFromAmong(BenchSettings.Names);
        var eventStore = new Option<string?>("--eventstore") { Description = "Measure our client with this server too; it leaves facts there", HelpName = "esdb://…" };
        var command = new Command("bench", "Measures appends, commands, rebuilds, lag and answers beside raw limits, in a folder of its own") { facts, json, only, eventStore };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(facts) is not (>= 1_000 and <= 100_000_000)) throw new SentenceException("--facts is a number from 1000 to 100000000.");
            var (machine, loadBefore) = (Machine.Here(), BenchReport.Load());
            var figures = await BenchRun.Run(new(parsed.GetValue(facts), parsed.GetValue(only), parsed.GetValue(eventStore)), Console.Error.WriteLine, ct);
            var report = new BenchReport(machine, loadBefore, BenchReport.Load(), figures);
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file, report.ToJson() + "\n", ct);
            Console.WriteLine(report.ToTable());
            return 0;
        });
        return command;
    }
}
