using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using FsCheck;
using FsCheck.Fluent;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class RebuildProperties
{
    private static readonly string[] Items = ["bowl", "cup", "pot"];

    private static readonly Gen<IFact> Facts = Gen.OneOf(
        from item in Gen.Elements(Items) from count in Gen.Choose(1, 9) select (IFact)new Stocked(item, count),
        from item in Gen.Elements(Items) from to in Gen.Elements(Items) from count in Gen.Choose(1, 9) select (IFact)new Moved(item, to, count),
        from item in Gen.Elements(Items) select (IFact)new Cleared(item),
        from item in Gen.Elements(Items) from count in Gen.Frequency((20, Gen.Choose(1, 3)), (1, Gen.Constant(9))) select (IFact)new Sold(item, count),
        from item in Gen.Elements(Items) from price in Gen.Choose(1, 9) select (IFact)new Priced(item, price),
        from item in Gen.Elements(Items) from off in Gen.Choose(1, 9) select (IFact)new Discounted(item, off),
        from item in Gen.Elements(Items) select (IFact)new Unpriced(item),
        Gen.Constant((IFact)UnknownFact.Instance));

    private static readonly Gen<(IFact Fact, int Customer, int Day)> Dated =
        from fact in Facts from customer in Gen.Choose(1, 6) from day in Gen.Choose(1, 12) select (OnShelf(customer, fact), customer, day);

    internal static readonly Gen<Given> Logs = Gen.NonEmptyListOf(Dated).Select(AsGiven);

    [Fact]
    public async Task A_rebuild_equals_what_was_folded_live_whatever_the_facts_and_the_batches()
    {
        var workshop = await Workshop.Shared;
        var cases = from given in Logs from sizes in Gen.NonEmptyListOf(Gen.Choose(1, 9)) select (given, sizes.ToArray());
        Prop.ForAll(cases.ToArbitrary(), told => Equal(workshop, told.Item1, told.Item2).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task<bool> Equal(Workshop workshop, Given given, int[] sizes)
    {
        var rebuilt = await workshop.Rebuild(() => new Shelf(), given.Facts);
        var live = await workshop.FoldLive(() => new Shelf(), [.. Batches(given.Facts, sizes)]);
        (await workshop.Everything(live, new Shelf())).ShouldBe(await workshop.Everything(rebuilt, new Shelf()));
        var (of, by) = (await workshop.Checkpoint(live), await workshop.Checkpoint(rebuilt));
        return of.Balances && of.Hash.SequenceEqual(by.Hash) && of with { Hash = by.Hash } == by;
    }

    private static Given AsGiven(IEnumerable<(IFact Fact, int Customer, int Day)> told) => told.Aggregate(new Given(), (given, next) =>
        given.Fact(new($"shelf-{next.Customer}"), next.Fact, Id<CustomerId>(next.Customer), Day(next.Day)));

    /// <summary>Each customer has a shelf of their own.</summary>
    private static IFact OnShelf(int customer, IFact fact) => fact switch
    {
        Moved moved => moved with { Item = $"{moved.Item} {customer}", To = $"{moved.To} {customer}" },
        ShelfFact other => other with { Item = $"{other.Item} {customer}" },
        _ => fact,
    };

    private static IEnumerable<IReadOnlyList<Recorded>> Batches(IReadOnlyList<Recorded> facts, int[] sizes)
    {
        for (var (taken, turn) = (0, 0); taken < facts.Count; taken += sizes[turn++ % sizes.Length])
            yield return [.. facts.Skip(taken).Take(sizes[turn % sizes.Length])];
    }
}
