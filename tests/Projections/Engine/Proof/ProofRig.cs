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

    public async Task<Certificate> Verify(bool repair = false, long memoryBound = long.MaxValue)
    {
        var verified = await new Verification(Log, Workshop.Database, [Source]) { MemoryBound = memoryBound }.Run(repair, "tests", CancellationToken.None);
        verified.Skipped.ShouldBeEmpty();
        return verified.Certificates.Single();
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
