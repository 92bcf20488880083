using System.CommandLine;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine.Proof;
using Spectre.Console;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm verify</c>: folds the log again and compares every row with what the tables hold.</summary>
public static class VerifyCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "The projections to verify; all where none is named", Arity = ArgumentArity.ZeroOrMore };
        var repair = new Option<bool>("--repair") { Description = "Make the rows that differ what follows from the log" };
        var data = DataOption.Create();
        var command = new Command("verify", "Proves the tables: folds the log again, and names every row that differs and since which fact") { names, repair, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var sources = ProjectionChoice.Of(parsed.GetValue(names) ?? [], storage);
            var total = await storage.Log.Count(ct) ?? 0;
            var verified = await LongRun.Show(AnsiConsole.Console, "verify, facts", progress =>
                new Verification(storage.Log, storage.ReadModels, sources) { Progress = new Counted(progress, total) }
                    .Run(parsed.GetValue(repair), $"{Environment.UserName}, crm verify", ct));
            return Tell(verified, parsed.GetValue(repair));
        });
        return command;
    }

    private static int Tell(Verified verified, bool repaired)
    {
        foreach (var sentence in verified.Skipped) Console.WriteLine(sentence);
        foreach (var certificate in verified.Certificates) Tell(certificate, repaired);
        if (verified.Certificates.Count == 0) throw new SentenceException("No build could be verified. See crm projections list.");
        return verified.Certificates.All(certificate => certificate.Standing == 0) ? 0 : 1;
    }

    private static void Tell(Certificate certificate, bool repaired)
    {
        var read = $"{certificate.Build.Name} at {certificate.Position}: {certificate.Rows} rows compared";
        if (certificate.Differences == 0)
        {
            Console.WriteLine($"{read}, all equal. Running hash {Convert.ToHexStringLower(certificate.Checkpoint.Hash)}.");
            return;
        }
        Console.WriteLine($"{read}, {certificate.Differences} differ{(repaired ? $", {certificate.Mended} mended" : "")}.");
        foreach (var difference in certificate.Named) Console.WriteLine($"  {difference.Sentence}");
        var unnamed = certificate.Differences - certificate.Named.Select(difference => (difference.Table, difference.Key)).Distinct().Count();
        if (unnamed > 0) Console.WriteLine($"  and {unnamed} more.");
        if (certificate.Advice is { } advice) Console.WriteLine($"  {advice}");
    }
}
