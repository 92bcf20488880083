using System.Text;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class AppendLineTests
{
    private static readonly Head Anywhere = new(7, DateTime.UnixEpoch.AddDays(1), [1, 2, 3]);

    [Fact]
    public void However_many_wait_when_a_group_is_taken_the_groups_follow_on_from_each_other() =>
        Prop.ForAll(Gen.Choose(1, 3).ArrayOf().ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (sizes, atATime) =>
        {
            var line = Known();
            var head = Anywhere;
            foreach (var chunk in sizes.Chunk(atATime))
            {
                foreach (var facts in chunk) line.Join(Append(facts)).ShouldBeNull("another one is under way");
                head = Stored(line.Next(head)!, head);
            }
            head.Position.ShouldBe(Anywhere.Position + sizes.Sum());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Those_behind_are_made_ready_anew_when_the_log_ends_elsewhere()
    {
        var line = Known();
        line.Join(Append(1));
        Stored(line.Next(Anywhere)!, Anywhere);
        line.Join(Append(2));
        var elsewhere = new Head(40, Anywhere.RecordedAt.AddYears(100), [9]);
        Stored(line.Next(elsewhere)!, elsewhere).RecordedAt.ShouldBe(elsewhere.RecordedAt, "never before the fact ahead");
    }

    [Fact]
    public void Those_who_had_to_wait_for_long_are_recorded_when_they_are_taken()
    {
        var clock = new Clock();
        var line = Known(clock);
        line.Join(Append(1));
        var head = Stored(line.Next(Anywhere)!, Anywhere);
        for (var i = 0; i < 600; i++) line.Join(Append(1));
        clock.Now += TimeSpan.FromSeconds(30);
        while (line.Next(head) is { } group)
        {
            head = Stored(group, head);
            head.RecordedAt.ShouldBe(clock.Now.UtcDateTime);
        }
        head.Position.ShouldBe(Anywhere.Position + 601);
    }

    [Fact]
    public void More_than_a_group_holds_waits_in_several_each_ready_behind_the_one_ahead()
    {
        var line = Known();
        for (var i = 0; i < 1500; i++) line.Join(Append(1));
        var (head, groups) = (Anywhere, 0);
        for (; line.Next(head) is { } group; groups++) head = Stored(group, head);
        head.Position.ShouldBe(Anywhere.Position + 1500);
        groups.ShouldBe(3);
    }

    [Fact]
    public void A_group_that_contradicts_itself_is_not_ready_and_those_behind_it_are_not_until_it_is_stored()
    {
        var line = Known();
        line.Join(Append(1, "s-1"));
        line.Join(Append(1, "s-1"));
        line.Next(Anywhere)!.After.ShouldBeNull();
        line.Join(Append(1));
        Stored(line.Next(Anywhere)!, Anywhere);
    }

    [Fact]
    public void A_stream_is_expected_where_the_first_append_of_the_group_expects_it_and_one_that_is_to_be_new_is_not_looked_for()
    {
        var line = Known();
        line.Join(Append(1, "s-1", ExpectedRevision.At(4)));
        line.Join(Append(1, "s-1", ExpectedRevision.At(5)));
        line.Join(Append(1, "s-2"));
        line.Next(Anywhere)!.Expected.ShouldBe([("s-1", 4L)]);
    }

    [Fact]
    public void Who_comes_while_nothing_is_under_way_has_to_send_a_group_by_himself_and_all_who_come_then_go_together()
    {
        var line = Known();
        line.Next(Anywhere).ShouldBeNull("nobody waits");
        var first = line.Join(Append(1));
        var head = Stored(first!, Anywhere);
        line.Join(Append(1)).ShouldBeNull();
        line.Join(Append(1)).ShouldBeNull();
        var second = line.Next(head);
        second!.Appends.Count.ShouldBe(2);
        line.Next(Stored(second, head)).ShouldBeNull();
        line.Join(Append(1)).ShouldNotBeNull();
    }

    [Fact]
    public void A_group_is_waited_for_until_it_is_sent()
    {
        var line = Known();
        line.Next(Anywhere);
        var group = line.Join(Append(1)).ShouldNotBeNull();
        var seen = default(PendingGroup);
        var waiting = new Thread(() => seen = line.WaitForSent());
        waiting.Start();
        SpinWait.SpinUntil(() => waiting.ThreadState == ThreadState.WaitSleepJoin, TimeSpan.FromSeconds(10)).ShouldBeTrue("it waits though a group is under way");
        line.Sent();
        waiting.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        seen.ShouldBeSameAs(group);
    }

    [Fact]
    public void A_closed_line_refuses_who_comes_and_gives_out_who_waits()
    {
        var line = Known();
        line.Join(Append(1));
        line.Close();
        Should.Throw<ObjectDisposedException>(() => line.Join(Append(1)));
        line.Next(Anywhere)!.Appends.Count.ShouldBe(1);
        line.Sent();
        line.WaitForSent().ShouldNotBeNull();
        line.Next(null).ShouldBeNull();
        line.WaitForSent().ShouldBeNull();
    }

    /// <summary>A group is under way, of which nobody says where it leaves the log before he asks for the next one.</summary>
    private static AppendLine Known(TimeProvider? clock = null)
    {
        var line = new AppendLine(clock ?? TimeProvider.System);
        line.Join(Append(1)).ShouldNotBeNull().After.ShouldBeNull();
        return line;
    }

    /// <summary>Looks at the group as who stores it does, and computes the head after it from nothing but its appends.</summary>
    private static Head Stored(PendingGroup group, Head head)
    {
        group.Before.ShouldBe(head);
        var (position, hash) = (head.Position, head.Hash);
        foreach (var append in group.Appends)
            foreach (var (n, fact) in append.Facts.Index())
                hash = RunningHash.Next(hash, new CanonicalFact(LogPosition.At(++position), append.Stream, append.Expected.Revision + 1 + n,
                    fact.Id, fact.Type, fact.Data, fact.Metadata, group.After!.RecordedAt));
        group.After!.Position.ShouldBe(position);
        group.After.Hash.ShouldBe(hash);
        group.After.RecordedAt.ShouldBeGreaterThanOrEqualTo(head.RecordedAt);
        group.Hashes[^1].ShouldBe(hash);
        group.Facts.Select(fact => fact.Position).ShouldBe(group.Placed.Select(placed => LogPosition.At(placed.Position)));
        group.Answers.Select(answer => answer.Appended!.Value.Revision).ShouldBe(group.Appends.Select(a => a.Expected.Revision + a.Facts.Length));
        return group.After;
    }

    private static PendingAppend Append(int facts, string? stream = null, ExpectedRevision? expected = null) =>
        new(new(stream ?? $"s-{Guid.NewGuid():N}"), expected ?? ExpectedRevision.NoStream,
            [.. Enumerable.Range(0, facts).Select(n => new EncodedFact(Guid.NewGuid(), "t", Encoding.UTF8.GetBytes($"{n}"), []))]);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
