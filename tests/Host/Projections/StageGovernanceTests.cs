using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>What the assessor records is by the definition that governs at each instant, whatever is published when and told late.</summary>
public sealed class StageGovernanceTests(ITestOutputHelper output)
{
    private static readonly StageDefinition[] Definitions =
    [
        StageDefinition.V1,
        StageDefinition.V1 with { LostAfterDays = 90 },
        StageDefinition.V1 with { PurchaseIs = PurchaseMoment.Shipped, LostAfterDays = 60 },
        StageDefinition.V1 with { RegularFrom = 3, Xyz = new XyzMethod.Coverage(), Rank = new(Lost: 5, Potential: 4, OneTime: 3, RegularZ: 2, RegularY: 1, RegularX: 0) },
    ];

    [Fact]
    public async Task The_record_converges_to_the_governed_timeline_and_a_publication_revokes_nothing()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var (random, company) = (new Random(seed), await Company.Open());
        await using var rig = company.Rig;
        var happenings = new Happenings(rig.Log, random, company.Clock);
        for (var i = 0; i < 6; i++) await happenings.Register();
        for (var round = 0; round < 6; round++)
        {
            for (var i = random.Next(2, 15); i > 0; i--) await happenings.Next();
            company.Clock.Now += TimeSpan.FromHours(random.Next(1, 2_000));
            await company.Quiet();
            await company.ShouldAgree($"seed {seed}, round {round}");

            var revoked = await company.Revocations();
            company.Clock.Now += TimeSpan.FromHours(random.Next(1, 3) == 1 ? 1 : random.Next(1, 2_000));
            await company.PublishOrRollBack(random);
            await company.Quiet();
            await company.ShouldAgree($"seed {seed}, round {round}, published");
            (await company.Revocations()).ShouldBe(revoked, $"seed {seed}, round {round}");
        }
        (await company.LookAtEveryoneAgain()).ShouldBe(0, $"seed {seed}");
    }

    [Fact]
    public async Task Until_the_live_tables_are_those_of_the_published_definition_nothing_is_recorded()
    {
        var company = await Company.Open();
        await using var rig = company.Rig;
        await new Happenings(rig.Log, new(1), company.Clock).Register();
        await company.Publish(2);
        await company.Fold(new BuildSettings("Etc/UTC"));
        (await company.Assessor().AssessSome(CancellationToken.None)).ShouldBe(0);

        await company.Quiet();

        (await company.Record()).ShouldHaveSingleItem();
    }

    /// <summary>A log, tables folded from it when asked, and an assessor that remembers nothing but what is in the database.</summary>
    private sealed class Company(ProjectionRig rig)
    {
        private static readonly StreamName Stages = DefinitionBooks.StreamOf(Definition.Stage);
        private readonly Stack<int> _published = new([1]);
        private string? _live;

        public ProjectionRig Rig => rig;

        public Clock Clock { get; } = new();

        public static async Task<Company> Open()
        {
            var company = new Company(await ProjectionRig.Open());
            for (var n = 1; n < Definitions.Length; n++) await company.Tell(new DefinitionProposed(n + 1, Definitions[n], "a test", new(Guid.NewGuid())));
            return company;
        }

        public StageAssessor Assessor() => new(rig.Log, rig.Database, Clock, NullLogger<StageAssessor>.Instance) { Batch = 4 };

        public Task Publish(int version)
        {
            _published.Push(version);
            return Tell(new DefinitionPublished(version, "a build", "a test"));
        }

        public async Task PublishOrRollBack(Random random)
        {
            if (random.Next(3) > 0 || _published.Count == 1) await Publish(1 + ((_published.Peek() + random.Next(Definitions.Length - 1)) % Definitions.Length));
            else await RollBack();
        }

        public async Task Fold(BuildSettings? settings = null)
        {
            settings ??= new("Etc/UTC", await DefinitionBooks.Read(rig.Log, CancellationToken.None));
            var built = (await new Builder(rig.Log, rig.Database).Build(ProjectionCatalog.Of(["stages"]), settings, publish: true, CancellationToken.None))[0];
            await using var connection = await rig.Database.OpenConnectionAsync();
            await Control.Publish(connection, built, CancellationToken.None);
            if (_live is not null) await Control.Drop(connection, _live, CancellationToken.None);
            _live = built.Name;
        }

        /// <summary>Assesses until the tables have everything recorded and nobody is left to look at.</summary>
        public async Task Quiet()
        {
            for (var looked = -1; looked != 0;)
            {
                await Fold();
                looked = await AssessAll();
            }
        }

        /// <summary>How many facts that leads to.</summary>
        public async Task<long> LookAtEveryoneAgain()
        {
            var before = await rig.Log.ReadCanonical(LogPosition.Start, CancellationToken.None).LongCountAsync();
            await using (var forget = rig.Database.CreateCommand("delete from control.reactor")) await forget.ExecuteNonQueryAsync();
            (await AssessAll()).ShouldBeGreaterThan(0);
            return await rig.Log.ReadCanonical(LogPosition.Start, CancellationToken.None).LongCountAsync() - before;
        }

        public async Task<long> Revocations() => (await Facts()).LongCount(fact => fact.Fact is CustomerStageChangeRevoked);

        /// <summary>What is on record and not revoked, a line each.</summary>
        public async Task<IEnumerable<string>> Record()
        {
            var facts = (await Facts()).Where(fact => fact.Fact is StageFact).ToList();
            var revoked = facts.Where(fact => fact.Fact is CustomerStageChangeRevoked).Select(fact => (fact.Stream, ((CustomerStageChangeRevoked)fact.Fact).Revision)).ToHashSet();
            return facts.Where(fact => fact.Fact is CustomerStageChanged && !revoked.Contains((fact.Stream, fact.Revision)))
                .Select(fact => (fact, changed: (CustomerStageChanged)fact.Fact))
                .Select(told => Line(told.fact.Customer!.Value, new(told.fact.HappenedAt, told.changed.From is { } from ? new(from, told.changed.FromClass) : null,
                    new(told.changed.To, told.changed.ToClass), told.changed.Arrow, told.changed.Basis, "", DefinitionId.Parse(told.changed.Definition))))
                .Order(StringComparer.Ordinal);
        }

        public async Task ShouldAgree(string when)
        {
            var governing = (await DefinitionBooks.Read(rig.Log, CancellationToken.None)).GovernanceOf(Definition.Stage)
                .Select(g => new GoverningStages(g.From, g.Definition, Definitions[g.Definition.Version - 1])).ToList();
            var wanted = (await Facts()).Where(fact => fact.Customer is not null).Select(StageInputRow.Of).OfType<StageInputRow>().ToLookup(row => row.CustomerId)
                .SelectMany(customer => GovernedTimeline.Of([.. customer.Select(row => row.ToInput())], governing, DateTimeZone.Utc)
                    .Where(step => step.At <= Clock.Now).Select(step => Line(customer.Key, step)));
            (await Record()).ShouldBe(wanted.Order(StringComparer.Ordinal), when);
        }

        private static string Line(CustomerId customer, StageStep step) =>
            $"{customer.Value} {step.At:O} {step.From} → {step.To} {step.Arrow} {step.Basis} {step.Definition}";

        private Task RollBack()
        {
            _published.Pop();
            return Tell(new DefinitionRolledBack(_published.Peek(), "a test"));
        }

        private async Task<int> AssessAll()
        {
            var looked = 0;
            while (await Assessor().AssessSome(CancellationToken.None) is > 0 and var some) looked += some;
            return looked;
        }

        private async Task<List<Recorded>> Facts() =>
            await rig.Log.ReadAll(LogPosition.Start, CancellationToken.None).SelectMany(page => page.ToAsyncEnumerable()).ToListAsync();

        private async Task Tell(DefinitionFact fact)
        {
            var last = await rig.Log.ReadStream(Stages, 0, CancellationToken.None).CountAsync() - 1;
            await rig.Log.Append(Stages, last < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(last), [new(Guid.NewGuid(), fact, new()
            {
                CorrelationId = Guid.NewGuid(),
                HappenedAt = Clock.Now,
                Actor = new(ActorKind.Automation, "tests"),
                RecordedBy = new(RecorderKind.Program, "tests"),
            })], CancellationToken.None);
        }
    }
}
