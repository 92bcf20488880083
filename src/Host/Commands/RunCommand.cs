using System.CommandLine;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm run</c>: the API and the workers, until Ctrl-C.</summary>
public static class RunCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var urls = new Option<string>("--urls") { Description = "Where to listen", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var demo = new Option<bool>("--demo") { Description = "Begin with a demonstration company, if nothing is recorded yet" };
        var exposed = new Option<bool>("--listen-without-tls") { Description = "Allow plain HTTP on other addresses than this machine's own" };
        var role = new Option<string>("--role") { Description = "What this process does: api, worker or all", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("api", "worker", "all");
        var only = new Option<string[]>("--projection") { Description = "Work only for these projections", AllowMultipleArgumentsPerToken = true };
        var command = new Command("run", "Serves the API and keeps the reports current, until Ctrl-C") { data, urls, demo, exposed, role, only };
        command.SetAction(async (parsed, ct) =>
        {
            var address = parsed.GetValue(urls)!;
            ListenAddress.Check(address, parsed.GetValue(exposed));
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            _ = ProjectionChoice.Of(parsed.GetValue(only) ?? [], storage);
            await Server.Run(storage, new(address, parsed.GetValue(role)!, parsed.GetValue(only) ?? [], parsed.GetValue(demo)), ct);
            Console.WriteLine("Stopped; nothing is lost.");
            return 0;
        });
        return command;
    }
}
