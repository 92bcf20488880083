using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;
using Npgsql;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

/// <summary>What happens between comparing a build and mending it.</summary>
public sealed class RepairTests
{
    private static readonly CustomerId Ann = Given.Id<CustomerId>(1);

    private static readonly Given Shelves = new Given()
        .Fact(new("shelf-1"), new Stocked("cup", 5), Ann).Fact(new("shelf-1"), new Stocked("pot", 2), Ann).Fact(new("shelf-1"), new Sold("cup", 1), Ann)
        .Fact(new("shelf-1"), new Priced("cup", 9), Ann).Fact(new("shelf-1"), new Sold("pot", 1), Ann);

    private static readonly StreamName Later = new("shelf-2");

    [Theory]
    [InlineData("update shelf.sale set count = 3 where item = 'cup'")]
    [InlineData("update shelf.price set price = 3")]
    [InlineData("update shelf.item set count = 40 where item = 'cup'")]
    public async Task What_a_worker_makes_of_a_wrong_row_before_it_is_mended_is_mended_with_it(string planted)
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant(planted);
        var repaired = await rig.Verify(repair: true, meanwhile: async () =>
        {
            await rig.Happens(Later, new Sold("cup", 1), Ann);
            await rig.Happens(Later, new Discounted("cup", 1), Ann);
            await rig.Happens(Later, new Slipped("cup", 7), Ann);
        });
        (repaired.Differences, repaired.Standing).ShouldBe((1, 0));
        (await rig.Verify()).Named.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_parks_a_fact_before_its_row_is_mended_is_to_be_rebuilt()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant("delete from shelf.item where item = 'cup'");
        var repaired = await rig.Verify(repair: true, meanwhile: () => rig.Happens(Later, new Slipped("cup", 7), Ann));
        (repaired.Mended, repaired.Standing).ShouldBe((0, 3));
        repaired.Named[0].Sentence.ShouldEndWith("fact 6, is parked and need not be. Rebuild it: crm projections rebuild shelf.");
        (await rig.Told(repair: true)).ShouldContain(sentence => sentence.Contains("Rebuild it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogMeanwhile.Folding, true)]
    [InlineData(LogMeanwhile.Folding, false)]
    [InlineData(LogMeanwhile.Naming, true)]
    [InlineData(LogMeanwhile.Naming, false)]
    public async Task A_build_given_up_meanwhile_is_skipped_and_the_others_are_proven(int reading, bool isRetired)
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant("update shelf.item set count = 40 where item = 'cup'");
        var other = await rig.Workshop.Rebuild(() => new Shelf(), Shelves.Facts);
        var log = new LogMeanwhile(rig.Log, reading, async () =>
        {
            await using var connection = await rig.Workshop.Database.OpenConnectionAsync();
            await (isRetired ? Control.Retire(connection, rig.Build.Name, CancellationToken.None) : Control.Drop(connection, rig.Build.Name, CancellationToken.None));
        });
        var verified = await new Verification(log, rig.Workshop.Database, [ProofRig.Source]).Run(repair: true, "tests", CancellationToken.None);
        verified.Skipped.ShouldBe([$"{rig.Build.Name} is skipped: it was given up meanwhile."]);
        verified.Certificates.Select(certificate => (certificate.Build.Name, certificate.Differences)).ShouldBe([(other.Name, 0)]);
        (await rig.LeftOver()).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_verifications_at_once_one_is_refused()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant("update shelf.item set count = 40 where item = 'cup'");
        (await rig.Verify(repair: true, meanwhile: () => Should.ThrowAsync<BuildFaultedException>(() => rig.Verify(repair: true)))).Standing.ShouldBe(0);
        (await rig.Verify()).Differences.ShouldBe(0);
        (await rig.LeftOver()).ShouldBe(0);
    }

    [Theory]
    [InlineData(Certificate.MostMended, "Mend the rows: crm verify shelf --repair.")]
    [InlineData(Certificate.MostMended + 1, "So many rows are not mended one by one. Rebuild it: crm projections rebuild shelf.")]
    public async Task More_rows_than_a_worker_can_wait_for_are_not_mended(int differing, string advice)
    {
        var certificate = await (await ProofRig.Of(Shelves)).Verify();
        (certificate with { Tables = [new("item", 1_000_000, differing, "")] }).Advice.ShouldBe(advice);
    }

    [Fact]
    public async Task A_repair_whose_session_is_ended_begins_again()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant("update shelf.item set count = 40 where item = 'cup'");
        await using (var die = rig.Workshop.Database.CreateCommand("""
            create sequence public.kills;
            create function die() returns trigger language plpgsql as $$
            begin
                if nextval('public.kills') = 1 then
                    perform pg_terminate_backend(pg_backend_pid());
                    perform pg_sleep(10);
                end if;
                return null;
            end $$;
            create trigger die after update on control.checkpoint for each row when (new.mended > old.mended) execute function die();
            """))
            await die.ExecuteNonQueryAsync();
        (await rig.Verify(repair: true)).Standing.ShouldBe(0);
        (await rig.Workshop.Query(rig.Build, "select last_value from public.kills")).ShouldBe(["2"]);
        (await rig.Verify()).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task A_build_that_goes_while_its_rows_are_mended_waits_for_that()
    {
        var rig = await ProofRig.Of(Shelves);
        await using var held = await rig.Workshop.Database.OpenConnectionAsync();
        await using var mending = await held.BeginTransactionAsync();
        await using (var mark = new NpgsqlCommand("update control.checkpoint set mended = mended + 1", held)) await mark.ExecuteNonQueryAsync();
        await using var connection = await rig.Workshop.Database.OpenConnectionAsync();
        var going = Control.Retire(connection, rig.Build.Name, CancellationToken.None);
        while (await rig.Workshop.Query(rig.Build, "select count(*) from pg_locks where not granted") is ["0"]) going.IsCompleted.ShouldBeFalse();
        await using (var mend = new NpgsqlCommand($"update \"{rig.Build.Name}\".item set count = 4", held)) (await mend.ExecuteNonQueryAsync()).ShouldBe(2);
        await mending.CommitAsync();
        await going;
        (await rig.Workshop.Query(rig.Build, "select state from control.build")).ShouldBe(["retired"]);
    }
}
