using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Backup;
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
            if (await storage.Log.Head(ct) != LogPosition.Start)
                throw new SentenceException($"{storage.Folder} already has facts. Restore into an empty folder: --data OTHER_FOLDER.");
            await storage.Log.Restore(LogFile.Facts(path, ct), content.RunningHash, ct, token => storage.Keys.Restore(content.Keys, token));
            Console.WriteLine($"{content.Facts} facts were restored, each as it was. crm run builds the reports from them.");
            return 0;
        });
        return command;
    }
}
