using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class LanesTests
{
    /// <summary>The customer, none where it is 0; the stream; and how many bytes it says.</summary>
    private static readonly Gen<(int Customer, int Stream, int Bytes)[]> Logs = Gen.ListOf(
        from customer in Gen.Choose(0, 5) from stream in Gen.Choose(1, 4) from bytes in Gen.Frequency((9, Gen.Choose(0, 99)), (1, Gen.Constant(30_000))) select (customer, stream, bytes))
        .Select(facts => facts.ToArray());

    [Fact]
    public void Every_fact_comes_back_once_as_it_was_with_its_lane_together_and_in_order() =>
        Prop.ForAll(Logs.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(1, 1_000).ToArbitrary(), (log, least, bytes) => Check([.. log.Select(Stored)], least, bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_lane_longer_than_a_page_comes_in_parts_of_which_the_last_one_ends_it()
    {
        using var lanes = new Lanes(leastFactsOfPage: 10);
        for (var n = 0; n < 4_500; n++) lanes.Add(Stored((1, 1, 3), n));
        lanes.Pages().Select(page => (page.Facts.Count, page.EndsLane)).ShouldBe([(2_000, false), (2_000, false), (500, true)]);
    }

    private static bool Check(StoredFact[] log, int least, int bytesInMemory)
    {
        using var lanes = new Lanes(least, bytesInMemory);
        foreach (var stored in log) lanes.Add(stored);
        List<string> given = [];
        HashSet<string> over = [];
        Queue<LanePage<CanonicalFact>> kept = [];
        foreach (var page in lanes.Pages())
        {
            kept.Enqueue(page);
            if (kept.Count == Lanes.PagesKept) See(kept.Dequeue());
        }
        while (kept.TryDequeue(out var page)) See(page);
        var expected = log.Select((stored, index) => (Lane: LaneOf(stored), Shown: Show(stored.Fact, index + 1))).ToLookup(fact => fact.Lane, fact => fact.Shown);
        foreach (var lane in expected) given.Where(lane.Contains).ShouldBe(lane);
        return given.Count == log.Length;

        void See(LanePage<CanonicalFact> page)
        {
            given.AddRange(page.Facts.Select(fact => Show(fact.Fact, fact.Ordinal)));
            page.EndsLane.ShouldBeTrue();
            page.Facts.Select(fact => LaneOf(log[fact.Ordinal - 1])).Distinct().ShouldAllBe(lane => over.Add(lane));
        }
    }

    private static string LaneOf(StoredFact stored) => stored.Customer is { } customer ? $"{customer.Value}" : stored.Fact.Stream.Value;

    private static string Show(CanonicalFact fact, long ordinal) =>
        $"{ordinal} {fact.Position} {fact.Stream} {fact.Revision} {fact.Id} {fact.Type} {Convert.ToHexString(fact.Leaf())}";

    private static StoredFact Stored((int Customer, int Stream, int Bytes) told, int index) => new(
        new(new((ulong)index + 5, (ulong)index), new($"stream-{told.Stream}"), index, Given.Id<CustomerId>(index + 1).Value, $"type {told.Bytes % 3}",
            Encoding.UTF8.GetBytes(new string('x', told.Bytes)), Encoding.UTF8.GetBytes($"fact {index}"), Given.Day(1 + index)),
        typeof(IFact), _ => told.Customer == 0 ? null : Given.Id<CustomerId>(told.Customer));
}
