using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>What every log promises to those who append.</summary>
public abstract class AppendContract<TRig>(TRig rig) : IClassFixture<TRig> where TRig : LogRig
{
    private readonly StreamName _stream = Some.Stream();

    [Fact]
    public async Task Facts_get_the_next_revisions_and_the_answer_names_the_last()
    {
        var log = await rig.Open();
        var first = await log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(3));
        var second = await log.Append(_stream, ExpectedRevision.At(2), Some.Fact());

        first.Revision.ShouldBe(2);
        second.Revision.ShouldBe(3);
        second.Position.ShouldBeGreaterThan(first.Position);
        var read = await log.Stream(_stream);
        read.Select(f => f.Revision).ShouldBe([0, 1, 2, 3]);
        read[^1].Position.ShouldBe(second.Position);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task An_append_that_saw_another_revision_is_refused_and_leaves_nothing(long expected)
    {
        var log = await rig.Open();
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(2));
        var head = await log.Head(CancellationToken.None);

        var refused = await Should.ThrowAsync<WrongExpectedRevisionException>(async () => await log.Append(_stream, Some.After(expected), Some.Fact()));

        refused.Actual.ShouldBe(1);
        (await log.Head(CancellationToken.None)).ShouldBe(head);
        (await log.Stream(_stream)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_append_to_a_stream_that_does_not_exist_is_refused_when_it_saw_one()
    {
        var log = await rig.Open();
        (await Should.ThrowAsync<WrongExpectedRevisionException>(async () => await log.Append(_stream, ExpectedRevision.At(0), Some.Fact()))).Actual.ShouldBe(-1);
        (await log.Stream(_stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_append_again_answers_as_the_first_time_even_when_others_followed()
    {
        var log = await rig.Open();
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        var facts = Some.Facts(2);
        var first = await log.Append(_stream, ExpectedRevision.At(0), facts);
        (await log.Append(_stream, ExpectedRevision.At(0), facts)).ShouldBe(first);

        await log.Append(_stream, ExpectedRevision.At(2), Some.Fact());
        (await log.Append(_stream, ExpectedRevision.At(0), facts)).ShouldBe(first);
        (await log.Stream(_stream)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_retry_of_only_some_of_the_facts_beside_new_ones_is_refused()
    {
        var log = await rig.Open();
        var facts = Some.Facts(2);
        await log.Append(_stream, ExpectedRevision.NoStream, facts);

        await Should.ThrowAsync<WrongExpectedRevisionException>(async () => await log.Append(_stream, ExpectedRevision.NoStream, [facts[0], Some.Fact()]));
        await Should.ThrowAsync<WrongExpectedRevisionException>(async () => await log.Append(_stream, ExpectedRevision.NoStream, [.. facts, Some.Fact()]));
        (await log.Stream(_stream)).Ids().ShouldBe(facts.Ids());
    }

    [Fact]
    public async Task The_same_append_many_times_at_once_is_stored_once()
    {
        var log = await rig.Open();
        var facts = Some.Facts(3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => log.Append(_stream, ExpectedRevision.NoStream, facts).AsTask()));

        answers.Distinct().Count().ShouldBe(1);
        (await log.Stream(_stream)).Ids().ShouldBe(facts.Ids());
    }

    [Fact]
    public async Task Of_many_who_race_for_one_revision_one_wins()
    {
        var (here, there) = (await rig.Open(), await rig.Open());
        var racers = Enumerable.Range(0, 40).Select(n => Task.Run(async () =>
        {
            try
            {
                await (n % 2 == 0 ? here : there).Append(_stream, ExpectedRevision.NoStream, Some.Facts(2));
                return true;
            }
            catch (WrongExpectedRevisionException)
            {
                return false;
            }
        }));

        (await Task.WhenAll(racers)).Count(won => won).ShouldBe(1);
        (await here.Stream(_stream)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Thirty_two_writers_in_two_processes_lose_nothing_and_keep_each_streams_order()
    {
        var logs = new[] { await rig.Open(), await rig.Open() };
        var before = await logs[0].Head(CancellationToken.None);
        var written = await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            var stream = Some.Stream();
            var facts = Some.Facts(20);
            for (var n = 0; n < facts.Length; n++) await logs[writer % 2].Append(stream, Some.After(n - 1), facts[n]);
            return (stream, facts);
        })));

        var all = await logs[0].All(before);
        all.Count.ShouldBe(32 * 20);
        all.Select(f => f.Position).ShouldBeInOrder();
        var byStream = all.ToLookup(f => f.Stream);
        foreach (var (stream, facts) in written) byStream[stream].Ids().ShouldBe(facts.Ids());
    }

    [Fact]
    public async Task The_order_of_answers_is_the_order_of_positions()
    {
        var log = await rig.Open();
        var positions = new List<LogPosition>();
        for (var n = 0; n < 50; n++) positions.Add((await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(1 + n % 3))).Position);

        positions.ShouldBeInOrder();
        (await log.All()).Select(f => f.RecordedAt).ShouldBeInOrder();
    }

    [Fact]
    public async Task Connections_lost_while_appending_lose_and_repeat_nothing()
    {
        var log = await rig.Open();
        using var answered = new SemaphoreSlim(0);
        var written = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var (stream, facts) = (Some.Stream(), Some.Facts(40));
            for (var n = 0; n < facts.Length; n++, answered.Release()) (await log.Append(stream, Some.After(n - 1), facts[n])).Revision.ShouldBe(n);
            return (stream, facts);
        })));
        while (!written.IsCompleted)
        {
            await rig.BreakConnections();
            await Task.WhenAny(written, answered.WaitAsync()); // whatever a connection is cut for, one append gets through
        }

        foreach (var (stream, facts) in await written) (await log.Stream(stream)).Ids().ShouldBe(facts.Ids());
    }

    [Fact]
    public async Task Nothing_to_append_is_a_mistake()
    {
        var log = await rig.Open();
        await Should.ThrowAsync<ArgumentException>(async () => await log.Append(_stream, ExpectedRevision.NoStream));
    }

    [Fact]
    public async Task What_is_not_a_stored_fact_is_not_appended()
    {
        var log = await rig.Open();
        await Should.ThrowAsync<InvalidOperationException>(async () => await log.Append(_stream, ExpectedRevision.NoStream, new NewFact(Guid.NewGuid(), UnknownFact.Instance, Some.Metadata())));
        await Should.ThrowAsync<InvalidOperationException>(async () => await log.Append(_stream, ExpectedRevision.NoStream, new NewFact(Guid.NewGuid(), new CustomerRenamed("Ann"), Some.Metadata())));
    }
}
