using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

public sealed class VerificationTests
{
    private static readonly Given Shelves = new (string Stream, IFact Fact)[]
    {
        ("shelf-1", new Stocked("cup", 5)), ("shelf-1", new Stocked("pot", 2)), ("shelf-1", new Sold("cup", 1)), ("shelf-1", new Priced("cup", 9)),
        ("shelf-1", new Sold("cup", 2)), ("shelf-1", new Discounted("cup", 1)), ("shelf-2", new Slipped("cup", 7)), ("shelf-2", new Cleared("pot")),
    }.Aggregate(new Given(), (given, told) => given.Fact(new(told.Stream), told.Fact, Id<CustomerId>(1)));

    [Fact]
    public async Task What_was_folded_is_certified_with_its_position_hash_and_rows()
    {
        var rig = await ProofRig.Of(Shelves);
        var certificate = await rig.Verify();
        certificate.Named.ShouldBeEmpty();
        (certificate.Rows, certificate.Differences, certificate.Position.Commit).ShouldBe((7, 0, 8ul));
        certificate.Checkpoint.Hash.ShouldBe((await rig.Workshop.Checkpoint(rig.Build)).Hash);
        (await rig.Workshop.Query(rig.Build, "select rows, differences, mended, ordinal, certified_by, jsonb_array_length(tables) from control.certificate"))
            .ShouldBe(["7, 0, 0, 8, tests, 5"]);
        (await rig.LeftOver()).ShouldBe(0);
    }

    [Fact]
    public async Task Equal_rows_have_equal_hashes_and_other_rows_others()
    {
        var rig = await ProofRig.Of(Shelves);
        var first = (await rig.Verify()).Tables.Select(table => table.Hash).ToList();
        (await rig.Verify()).Tables.Select(table => table.Hash).ShouldBe(first);
        var other = await ProofRig.Of(new Given().Fact(new("shelf-1"), new Stocked("cup", 3)));
        (await other.Verify()).Tables.Select(table => table.Hash).Zip(first).Count(pair => pair.First != pair.Second).ShouldBe(5);
    }

    [Theory]
    [InlineData("update shelf.item set count = 40", "shelf.item, item cup: count is \"40\" and should be \"4\" since 7 (unknown-v1 of shelf-2, happened 2026-01-07 00:00:00Z, recorded 2026-01-07 00:00:00Z).")]
    [InlineData("update shelf.price set price = 3 where price = 9", "shelf.price, item cup, valid_from 2026-01-04T00:00:00Z: price is \"3\" and should be \"9\" since 4 (unknown-v1 of shelf-1, happened 2026-01-04 00:00:00Z, recorded 2026-01-04 00:00:00Z).")]
    [InlineData("update shelf.price set valid_to = null where price = 9", "shelf.price, item cup, valid_from 2026-01-04T00:00:00Z: valid_to is empty and should be \"2026-01-06 00:00:00+00\" since 6 (unknown-v1 of shelf-1, happened 2026-01-06 00:00:00Z, recorded 2026-01-06 00:00:00Z).")]
    [InlineData("update shelf.sale set count = 3 where count = 1", "shelf.sale, item cup, stream shelf-1, revision 2: count is \"3\" and should be \"1\" since 3 (unknown-v1 of shelf-1, happened 2026-01-03 00:00:00Z, recorded 2026-01-03 00:00:00Z).")]
    [InlineData("update shelf.total set count = 30", "shelf.total, item cup, sales 2: count is \"30\" and should be \"3\" since 5 (unknown-v1 of shelf-1, happened 2026-01-05 00:00:00Z, recorded 2026-01-05 00:00:00Z).")]
    [InlineData("update shelf.slip set item = 'can'", "shelf.slip, number 7: item is \"can\" and should be \"cup\" since 7 (unknown-v1 of shelf-2, happened 2026-01-07 00:00:00Z, recorded 2026-01-07 00:00:00Z).")]
    [InlineData("delete from shelf.item", "shelf.item, item cup: the row is missing; it should be there since 1 (unknown-v1 of shelf-1, happened 2026-01-01 00:00:00Z, recorded 2026-01-01 00:00:00Z).")]
    [InlineData("delete from shelf.slip", "shelf.slip, number 7: the row is missing; it should be there since 7 (unknown-v1 of shelf-2, happened 2026-01-07 00:00:00Z, recorded 2026-01-07 00:00:00Z).")]
    [InlineData("insert into shelf.item values ('can', 1)", "shelf.item, item can: the row should not be there; no fact ever made it.")]
    [InlineData("insert into shelf.item values ('pot', 1)", "shelf.item, item pot: the row should not be there since 8 (unknown-v1 of shelf-2, happened 2026-01-08 00:00:00Z, recorded 2026-01-08 00:00:00Z).")]
    [InlineData("insert into shelf.total values ('cup', 1, 1)", "shelf.total, item cup, sales 1: the row should not be there since 5 (unknown-v1 of shelf-1, happened 2026-01-05 00:00:00Z, recorded 2026-01-05 00:00:00Z).")]
    public async Task A_planted_change_is_located_and_mended(string planted, string sentence)
    {
        var rig = await ProofRig.Of(Shelves);
        var before = await rig.Everything();
        await rig.Plant(planted);
        (await rig.Told()).ShouldBe([sentence]);
        (await rig.Everything()).ShouldNotBe(before);
        var repaired = await rig.Verify(repair: true);
        (repaired.Differences, repaired.Mended, repaired.Standing).ShouldBe((1, 1, 0));
        (await rig.Everything()).ShouldBe(before);
        (await rig.Verify()).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Parked_facts_come_out_the_same()
    {
        var given = new Given().Fact(new("shelf-1"), new Moved("cup", "pot", 1), Id<CustomerId>(1)).Fact(new("shelf-1"), new Stocked("cup", 1), Id<CustomerId>(1))
            .Fact(new("shelf-2"), new Stocked("c\0p", 1), Id<CustomerId>(2)).Fact(new("shelf-3"), new Sold("cup", 9), Id<CustomerId>(3)).Fact(new("shelf-4"), new Stocked("pot", 1), Id<CustomerId>(4));
        var rig = await ProofRig.Of(given);
        (await rig.Verify()).Named.ShouldBeEmpty();
        await rig.Plant("delete from control.parked where ordinal = 4");
        (await rig.Told()).Single().ShouldStartWith("shelf.parked, its own account: unknown-v1 of shelf-3, fact 4, should be parked and is not:");
        await rig.Plant("delete from control.parked where ordinal = 3");
        await rig.Plant("insert into control.parked (build, ordinal, commit_position, prepare_position, key, stream, type, error, revision, happened_at) select build, 5, 5, 5, key, 'shelf-4', type, 'none', 0, happened_at from control.parked where ordinal = 1");
        (await rig.Told(repair: true)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_said_of_parked_facts_counts_once_the_build_has_read_it()
    {
        var given = new Given().Fact(new("shelf-1"), new Stocked("cup", 5), Id<CustomerId>(1)).Fact(new("shelf-1"), new Moved("cup", "pot", 1), Id<CustomerId>(1)).Fact(new("shelf-2"), new Stocked("pot", 0), Id<CustomerId>(2));
        var rig = await ProofRig.Of(given);
        rig.Log.Add([given.Fact(new("build-shelf"), new ParkedFactsRetried("shelf_b1", $"customer-{Id<CustomerId>(1).Value:D}")).Facts[^1]]);
        (await rig.Told()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_has_read_something_else_is_told_to_be_rebuilt()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant($"update control.checkpoint set hash = '\\x00' where build = '{rig.Build.Name}'");
        (await rig.Told()).Single().ShouldContain("Rebuild it: crm projections rebuild shelf.");
    }

    [Theory]
    [InlineData("drop table shelf.slip", "shelf.slip, the table: it is missing. Rebuild it: crm projections rebuild shelf.")]
    [InlineData("alter table shelf.slip add note text", "shelf.slip, the table: it has the columns number integer, item text, note text in place of number integer, item text. Rebuild it: crm projections rebuild shelf.")]
    public async Task A_table_that_is_not_as_the_program_made_it_is_named_and_the_others_are_compared(string planted, string sentence)
    {
        var rig = await ProofRig.Of(Shelves);
        await using (var alter = rig.Workshop.Database.CreateCommand(planted.Replace("shelf.", $"\"{rig.Build.Name}\".", StringComparison.Ordinal))) await alter.ExecuteNonQueryAsync();
        await rig.Plant("update shelf.total set count = 30");
        (await rig.Told(repair: true)).ShouldBe([sentence, "shelf.total, item cup, sales 2: count is \"30\" and should be \"3\" since 5 (unknown-v1 of shelf-1, happened 2026-01-05 00:00:00Z, recorded 2026-01-05 00:00:00Z)."]);
    }

    [Fact]
    public async Task A_worker_that_holds_the_old_rows_in_memory_writes_none_of_them_back()
    {
        var rig = await ProofRig.Of(Shelves);
        var worker = await rig.Workshop.TakeUp(rig.Build, () => new Shelf());
        await rig.Plant("update shelf.total set count = 30");
        var more = new Given().Fact(new("shelf-9"), new Sold("cup", 1), Id<CustomerId>(1));
        var fact = Later(more, 9);
        rig.Log.Add(fact);
        await rig.Workshop.Advance(fact, worker);
        await rig.Plant("update shelf.item set count = 40");
        var next = Later(new Given().Fact(new("shelf-8"), new Stocked("pan", 1)), 10);
        rig.Log.Add(next);
        (await rig.Verify(repair: true)).Mended.ShouldBe(1);
        await Should.ThrowAsync<LeaseLostException>(() => rig.Workshop.Advance(next, worker));
        await rig.Workshop.Advance(next, await rig.Workshop.TakeUp(rig.Build, () => new Shelf()));
        (await rig.Verify()).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Builds_that_cannot_be_folded_again_are_skipped_with_a_sentence()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant("update control.build set state = 'faulted', error = 'it broke.'");
        var verified = await new Verification(rig.Log, rig.Workshop.Database, [ProofRig.Source]).Run(repair: false, "tests", CancellationToken.None);
        verified.Certificates.ShouldBeEmpty();
        verified.Skipped.ShouldBe([$"{rig.Build.Name} is skipped: it has stopped, it broke."]);
        await rig.Plant("update control.build set state = 'live', version = 7");
        (await new Verification(rig.Log, rig.Workshop.Database, [ProofRig.Source]).Run(repair: false, "tests", CancellationToken.None))
            .Skipped.Single().ShouldContain("another version of the program made it");
    }

    [Fact]
    public async Task A_build_that_cannot_be_folded_again_stops_none_of_the_others()
    {
        var given = Enumerable.Range(1, 101).Aggregate(new Given(), (given, n) => given.Fact(new($"shelf-{n}"), new Sold("cup", 2), Id<CustomerId>(n)));
        given.Fact(new("definition-stage"), new DefinitionProposed(2, StageDefinition.V1 with { LostAfterDays = 90 }, "why", default));
        var rig = await ProofRig.Of(given);
        var other = await rig.Workshop.Rebuild(() => new Shelf(), given.Facts);
        await rig.Plant($"update control.build set definition = 'stage/v1' where build = '{rig.Build.Name}'");
        await rig.Plant($"update control.build set definition = 'stage/v2' where build = '{other.Name}'");
        var strict = new ProjectionSource(settings => new Shelf(settings.DefinitionOf("stage").Version == 2 ? 1 : int.MaxValue), "stage");

        var verified = await new Verification(rig.Log, rig.Workshop.Database, [strict]).Run(repair: false, "tests", CancellationToken.None);
        verified.Certificates.Select(certificate => (certificate.Build.Name, certificate.Differences)).ShouldBe([(rig.Build.Name, 0)]);
        verified.Skipped.Single().ShouldStartWith($"{other.Name} is skipped: it cannot be folded again. More than 100 customers are parked");
        (await rig.LeftOver()).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_killed_verification_left_is_dropped_by_the_next()
    {
        var rig = await ProofRig.Of(Shelves);
        await rig.Plant($"""
            with left_over as (
                insert into control.build (build, projection, version, shape, definition, zone, tz_version, state)
                select 'shelf_proof77', projection, version, shape, definition, zone, tz_version, 'proof' from control.build returning build)
            insert into control.checkpoint (build) select build from left_over
            """);
        await using (var schema = rig.Workshop.Database.CreateCommand("create schema shelf_proof77")) await schema.ExecuteNonQueryAsync();
        await rig.Verify();
        (await rig.LeftOver()).ShouldBe(0);
    }

    private static IReadOnlyList<EventLog.Recorded> Later(Given given, int position) =>
        [.. given.Facts.Select(fact => fact with { Position = EventLog.LogPosition.At(position), Id = new Guid(position, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]) })];
}
