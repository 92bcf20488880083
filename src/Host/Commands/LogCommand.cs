using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Copy;
using EventSourcedCrm.Host.Shared;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm log copy</c>: a whole log with its keys from one store to another, say from the embedded one to EventStoreDB and back.</summary>
public static class LogCommand
{
    private const string Places = "a data folder, esdb://… (EventStoreDB) or Host=… (PostgreSQL)";

    public static Command Create() => new("log", "Moves the log") { Copy() };

    private static Command Copy()
    {
        var from = new Option<string>("--from") { Description = $"The log to copy: {Places}", Required = true, HelpName = "LOG" };
        var to = new Option<string>("--to") { Description = $"An empty log, or one that such a copy began to fill: {Places}", Required = true, HelpName = "LOG" };
        var data = DataOption.Create();
        var command = new Command("copy", "Copies a log with its keys, fact for fact; run again, it goes on where it stopped") { from, to, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var source = await Open(parsed.GetValue(from)!, parsed.GetValue(data)!, ct);
            await using var target = await Open(parsed.GetValue(to)!, parsed.GetValue(data)!, ct);
            // A key is made before its first fact: up to the head as it is now, the keys read after it open every fact.
            var head = await source.Log.Head(ct);
            var total = await source.Log.Count(ct) ?? 0;
            if (await target.Keys.CopyFrom(source.Keys, ct) is [var customer, ..] others)
                throw new SentenceException($"{others.Count} customers, {customer.Value} among them, have another key in the target: what is copied could not be read there. Choose a target without facts of its own.");
            var facts = source.Log.ReadCanonical(default, ct).TakeWhile(fact => fact.Position <= head);
            var copied = await LongRun.Show(AnsiConsole.Console, "copy, facts", progress =>
                new LogCopy(facts, target.Log).Run(done => progress.Report(new(done, Math.Max(total, done), done)), ct));
            Console.WriteLine($"{copied.Facts} facts are there, {copied.Added} of them new, each compared. Running hash {Convert.ToHexStringLower(copied.RunningHash)}.");
            return 0;
        });
        return command;
    }

    /// <summary>The keys of a log that is not in a folder are where its read models are: CRM__READMODELS, or else the folder of --data.</summary>
    private static Task<Storage> Open(string place, string data, CancellationToken ct) => LogAddress.IsOne(place)
        ? Storage.Open(data, place, Storage.Named("CRM__READMODELS"), ct)
        : Storage.OpenEmbedded(place, ct);
}
