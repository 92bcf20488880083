using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.Host.Backup;
using EventSourcedCrm.Host.Copy;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm restore FILE</c>: an exported log into an empty folder, fact for fact.</summary>
public static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file written by crm export" };
        var data = DataOption.Create();
        var command = new Command("restore", "Restores an exported log into an empty data folder") { file, data };
        command.SetAction(async (parsed, ct) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            var content = await LogFile.Check(path, ct);
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            await Restore(content, LogFile.Facts(path, ct), storage, ct);
            Console.WriteLine($"{content.Facts} facts were restored, each as it was. crm run builds the reports from them.");
            return 0;
        });
        return command;
    }

    /// <summary>PostgreSQL takes all facts or none. EventStoreDB takes them one after another: broken off, the same command goes on.</summary>
    private static async Task Restore(LogFileContent content, IAsyncEnumerable<CanonicalFact> facts, Storage storage, CancellationToken ct)
    {
        if (storage.Log is PostgresLog log)
        {
            if (await log.Head(ct) != LogPosition.Start)
                throw new SentenceException($"{storage.Folder} already has facts. Restore into an empty folder: --data OTHER_FOLDER.");
            await log.Restore(facts, content.RunningHash, ct, token => storage.Keys.Restore(content.Keys, token));
            return;
        }
        await storage.Keys.Restore(content.Keys, ct);
        await new LogCopy(facts, storage.Log).Run(_ => { }, ct);
    }
}
