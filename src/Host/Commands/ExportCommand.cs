using System.CommandLine;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Backup;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm export FILE</c>: the whole log with its keys, for backup or another machine.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it replaces one of the same name only once it is complete" };
        var data = DataOption.Create();
        var command = new Command("export", "Writes the whole log with its keys as JSON lines") { file, data };
        command.SetAction(async (parsed, ct) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            // A key is made before its first fact: up to the head as it is now, the keys read after it open every fact.
            var head = await storage.Log.Head(ct);
            var facts = storage.Log.ReadCanonical(LogPosition.Start, ct).TakeWhile(fact => fact.Position <= head);
            var count = await LogFile.Write(path, storage.Keys.All(ct), facts, ct);
            Console.WriteLine($"{count} facts are in {path}. The file opens every personal value: keep it as safe as the data itself.");
            return 0;
        });
        return command;
    }
}
