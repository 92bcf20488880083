using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Tests.Contract;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class RecentFactsTests
{
    private enum Happens { AppendedHere, AppendedElsewhere, Taken, TakenByAnother }

    private static readonly Gen<(Happens What, int Count)[]> Histories = (
        from what in Gen.Elements(Enum.GetValues<Happens>())
        from count in Gen.Frequency((9, Gen.Choose(1, 5)), (1, Gen.Constant(1_500)))
        select (what, count)).ArrayOf();

    [Fact]
    public void Whoever_appends_and_takes_between_what_is_given_follows_what_was_asked_for_without_a_hole() =>
        Prop.ForAll(Histories.ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void What_was_stored_since_is_given_once()
    {
        var recent = new RecentFacts();
        recent.Add(Facts(1, 3));
        recent.Add(Facts(4, 2));
        recent.Take(LogPosition.At(2)).Select(fact => fact.Position).ShouldBe([LogPosition.At(3), LogPosition.At(4), LogPosition.At(5)]);
        recent.Take(LogPosition.At(2)).ShouldBeEmpty();
    }

    [Fact]
    public void What_nobody_takes_does_not_gather()
    {
        var recent = new RecentFacts();
        for (var first = 1; first < 100_000; first += 100) recent.Add(Facts(first, 100));
        recent.Take(LogPosition.At(90_000)).Count.ShouldBeLessThan(2_200);
    }

    private static bool Check((Happens What, int Count)[] history)
    {
        var (recent, head, taken) = (new RecentFacts(), 0, LogPosition.Start);
        foreach (var (what, count) in history)
            switch (what)
            {
                case Happens.AppendedHere:
                    recent.Add(Facts(head + 1, count));
                    head += count;
                    break;
                case Happens.AppendedElsewhere:
                    head += count;
                    break;
                default:
                    var after = what == Happens.Taken ? taken : LogPosition.At(head / count);
                    var given = recent.Take(after).Select(fact => fact.Position).ToList();
                    given.ShouldBe(Enumerable.Range((int)after.Commit + 1, given.Count).Select(position => LogPosition.At(position)));
                    if (what == Happens.Taken) taken = LogPosition.At(head);
                    break;
            }
        return true;
    }

    private static CanonicalFact[] Facts(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(position => new CanonicalFact(LogPosition.At(position), new("customer-1"), position, Guid.NewGuid(), "customer-renamed-v1", new byte[20], new byte[20], Some.Noon))];
}
