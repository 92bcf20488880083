using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

/// <summary>A build of the shelf in a database of its own, in which things can be planted.</summary>
internal sealed class ProofRig
{
    public static readonly ProjectionSource Source = new(_ => new Shelf());

    private ProofRig(Workshop workshop, GivenLog log, Build build) => (Workshop, Log, Build) = (workshop, log, build);

    public Workshop Workshop { get; }

    public GivenLog Log { get; }

    public Build Build { get; }

    public static async Task<ProofRig> Of(Given given, Workshop? workshop = null)
    {
        workshop ??= await Workshop.New();
        return new(workshop, new(given.Facts, 3), await workshop.Rebuild(() => new Shelf(), given.Facts));
    }

    public async Task Plant(string sql)
    {
        await using var plant = Workshop.Database.CreateCommand(sql.Replace("shelf.", $"\"{Build.Name}\".", StringComparison.Ordinal));
        (await plant.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    /// <param name="repair">Whether what differs is mended.</param>
    /// <param name="meanwhile">What happens between comparing and mending.</param>
    public async Task<Certificate> Verify(bool repair = false, Func<Task>? meanwhile = null)
    {
        var log = meanwhile is null ? (IEventLog)Log : new LogMeanwhile(Log, LogMeanwhile.Naming, meanwhile);
        var verified = await new Verification(log, Workshop.Database, [Source]).Run(repair, "tests", CancellationToken.None);
        verified.Skipped.ShouldBeEmpty();
        return verified.Certificates.Single();
    }

    /// <summary>One more fact, at the next position of the log, which a worker folds that has just begun.</summary>
    public async Task Happens(StreamName stream, IFact fact, CustomerId? customer = null)
    {
        var position = (long)(await Log.Head(CancellationToken.None)).Commit + 1;
        var happened = new Given().Fact(stream, fact, customer, Given.Day((int)position)).Facts[0] with { Position = LogPosition.At(position), Id = new Guid((int)position, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]) };
        Log.Add([happened]);
        await Workshop.Advance([happened], await Workshop.TakeUp(Build, () => new Shelf()));
    }

    public Task<IReadOnlyList<string>> Everything() => Workshop.Everything(Build, new Shelf());

    public async Task<IReadOnlyList<string>> Told(bool repair = false) =>
        [.. (await Verify(repair)).Named.Select(difference => difference.Sentence.Replace(Build.Name, "shelf", StringComparison.Ordinal))];

    /// <summary>What the audit says of the build.</summary>
    public async Task<string> Audited(string columns) =>
        (await Workshop.Query(Build, $"select {columns} from control.audit where build = '{Build.Name}'")) is [var one] ? one : "0";

    /// <summary>What is left of builds folded again.</summary>
    public async Task<long> LeftOver()
    {
        await using var ask = Workshop.Database.CreateCommand("select (select count(*) from pg_namespace where nspname like '%proof%') + (select count(*) from control.build where state = 'proof')");
        return (long)(await ask.ExecuteScalarAsync())!;
    }
}
