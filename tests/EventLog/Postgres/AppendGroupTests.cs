using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class AppendGroupTests
{
    private sealed record Wish(int Stream, int Expected, int[] Ids);

    /// <summary>Few streams, revisions and ids, so that races, conflicts and retries are common.</summary>
    private static readonly Gen<Wish> Wishes =
        from stream in Gen.Choose(1, 3)
        from expected in Gen.Choose(-1, 3)
        from count in Gen.Choose(1, 2)
        from ids in Gen.Choose(1, 4).ArrayOf(count)
        select new Wish(stream, expected, ids);

    [Fact]
    public void However_appends_are_grouped_each_is_answered_as_if_it_had_come_alone() =>
        Prop.ForAll(Wishes.ArrayOf().ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (wishes, size) =>
            wishes.Chunk(size).Aggregate(new Store(), (store, group) => store.Append(group)).Answers
                .SequenceEqual(wishes.Chunk(1).Aggregate(new Store(), (store, group) => store.Append(group)).Answers)
        ).QuickCheckThrowOnFailure();

    [Fact]
    public void Positions_are_contiguous_and_revisions_too_whatever_is_refused() =>
        Prop.ForAll(Wishes.ArrayOf().ToArbitrary(), wishes =>
        {
            var facts = wishes.Chunk(4).Aggregate(new Store(), (store, group) => store.Append(group)).Facts;
            return facts.Select(f => f.Position).SequenceEqual(Enumerable.Range(1, facts.Count).Select(n => (long)n))
                && facts.GroupBy(f => f.Stream).All(s => s.Select(f => f.Revision).SequenceEqual(Enumerable.Range(0, s.Count()).Select(n => (long)n)));
        }).QuickCheckThrowOnFailure();

    /// <summary>What the transaction does, on a list.</summary>
    private sealed class Store
    {
        public List<Placed> Facts { get; } = [];

        public List<Appended?> Answers { get; } = [];

        public Store Append(IEnumerable<Wish> wishes)
        {
            var appends = wishes.Select(Pending).ToArray();
            var last = appends.Select(a => a.Stream).Distinct().ToDictionary(s => s.Value, s => Facts.LongCount(f => f.Stream == s) - 1);
            var group = new AppendGroup(Facts.Count, last);
            foreach (var there in appends.Where(group.LooksBack).SelectMany(a => Facts.Where(f => f.Stream == a.Stream)))
                group.Know(new(there.Stream.Value, there.Revision, there.Fact.Id, there.Position));
            Answers.AddRange(appends.Select(group.Decide));
            Facts.AddRange(group.Placed);
            return this;
        }

        private static PendingAppend Pending(Wish wish) => new(new($"s-{wish.Stream}"), Some(wish.Expected),
            [.. wish.Ids.Select(id => new EncodedFact(new Guid(id, 0, 0, new byte[8]), "t", [], []))]);

        private static ExpectedRevision Some(int revision) => Contract.Some.After(revision);
    }
}
