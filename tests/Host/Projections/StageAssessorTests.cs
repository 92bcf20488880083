using EventSourcedCrm.Domain.Imports;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Tests.Shared;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Customers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>Once the assessor is quiet, what it recorded and did not revoke is what the timeline has by now.</summary>
public sealed class StageAssessorTests(ITestOutputHelper output)
{
    private static readonly StreamName Import = StreamName.Of("import", Guid.NewGuid());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_record_converges_to_the_timeline_whatever_happens_and_however_time_passes(int assessors)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var (random, clock) = (new Random(seed), new Clock());
        await using var rig = await Working();
        var happenings = new Happenings(rig.Log, random, clock);
        for (var i = 0; i < 8; i++) await happenings.Register();
        for (var round = 0; round < 10; round++)
        {
            for (var i = random.Next(0, 12); i > 0; i--) await happenings.Next();
            if (random.Next(4) == 0) await happenings.Register();
            clock.Now += TimeSpan.FromHours(random.Next(0, 2_000));
            await Quiet(rig, [.. Enumerable.Range(0, assessors).Select(_ => Assessor(rig, clock))]);
            await ShouldAgree(rig, clock, $"seed {seed}, round {round}");
        }
        (await Recorded(rig)).ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task Nothing_is_recorded_while_an_import_is_open_and_everything_once_it_ends()
    {
        var clock = new Clock();
        await using var rig = await Working();
        await Append(rig, ExpectedRevision.NoStream, new ImportStarted("cdnow", "a.txt", "hash"));
        await new Happenings(rig.Log, new(1), clock).Register();
        await rig.AreLevel(1);
        (await Assessor(rig, clock).AssessSome(CancellationToken.None)).ShouldBe(0);
        (await Recorded(rig)).ShouldBe(0);

        await Append(rig, ExpectedRevision.At(0), new ImportFinished(1, 1, 0, 0));
        await Quiet(rig, [Assessor(rig, clock)]);

        (await Recorded(rig)).ShouldBeGreaterThan(0);
        await ShouldAgree(rig, clock, "");
    }

    [Fact]
    public async Task An_import_that_never_ends_is_not_waited_for_for_ever()
    {
        var clock = new Clock { Now = DateTimeOffset.UtcNow };
        await using var rig = await Working();
        await Append(rig, ExpectedRevision.NoStream, new ImportStarted("cdnow", "a.txt", "hash"));
        await new Happenings(rig.Log, new(1), clock).Register();
        await rig.AreLevel(1);
        (await Assessor(rig, clock).AssessSome(CancellationToken.None)).ShouldBe(0);

        clock.Now += TimeSpan.FromHours(3);

        await Quiet(rig, [Assessor(rig, clock)]);
        await ShouldAgree(rig, clock, "");
    }

    private static async Task<ProjectionRig> Working()
    {
        var rig = await ProjectionRig.Open();
        rig.Work(ProjectionCatalog.Of(["stages"]));
        return rig;
    }

    private static StageAssessor Assessor(ProjectionRig rig, Clock clock) => new(rig.Log, rig.Database, clock, NullLogger<StageAssessor>.Instance);

    /// <summary>All assessors at once, again and again, until the tables have everything recorded and none finds anything to do.</summary>
    private static async Task Quiet(ProjectionRig rig, IReadOnlyList<StageAssessor> assessors)
    {
        for (var looked = -1; looked != 0;)
        {
            await Task.WhenAll(assessors.Select(assessor => assessor.AssessSome(CancellationToken.None)));
            await rig.AreLevel(1);
            looked = (await Task.WhenAll(assessors.Select(assessor => assessor.AssessSome(CancellationToken.None)))).Sum();
            await rig.AreLevel(1);
        }
    }

    private static async Task ShouldAgree(ProjectionRig rig, Clock clock, string when)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        (await Tables.StagesToldWrong(connection, clock.Now)).ShouldBeEmpty(when);
    }

    private static async Task<long> Recorded(ProjectionRig rig) =>
        await rig.Log.ReadCanonical(LogPosition.Start, CancellationToken.None).LongCountAsync(fact => fact.Type == "customer-stage-changed-v1");

    private static async Task Append(ProjectionRig rig, ExpectedRevision expected, IFact fact) => await rig.Log.Append(Import, expected, [new(Guid.NewGuid(), fact, new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = DateTimeOffset.UtcNow,
        Actor = new(ActorKind.Automation, "tests"),
        RecordedBy = new(RecorderKind.Program, "tests"),
    })], CancellationToken.None);
}
