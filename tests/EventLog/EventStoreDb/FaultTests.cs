using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.EventStoreServer.Faults;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>One call fails in one way, and nobody notices.</summary>
public sealed class FaultTests(EventStoreRig rig) : IClassFixture<EventStoreRig>, IAsyncLifetime
{
    private TestServer _server = null!;
    private EventStoreLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start(new() { Slowness = TimeSpan.FromSeconds(2) });
        _log = await rig.Open(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(Fault.NotLeaderNamingItself, Moment.Append)]
    [InlineData(Fault.Unavailable, Moment.Append)]
    [InlineData(Fault.TimedOut, Moment.Append)]
    [InlineData(Fault.CutConnection, Moment.Append)]
    [InlineData(Fault.Reset, Moment.Append)]
    [InlineData(Fault.EndWithoutStatus, Moment.Append)]
    [InlineData(Fault.TimedOut, Moment.Stored)]
    [InlineData(Fault.DeadlineExceeded, Moment.Stored)]
    [InlineData(Fault.CutConnection, Moment.Stored)]
    [InlineData(Fault.Reset, Moment.Stored)]
    [InlineData(Fault.EndWithoutStatus, Moment.Stored)]
    public async Task An_append_whose_outcome_is_unknown_is_repeated_and_answered_truly(Fault fault, Moment moment)
    {
        var (stream, facts) = (Some.Stream(), Some.Facts(3));
        await _log.Append(stream, ExpectedRevision.NoStream, Some.Fact());
        _server.Faults.Next(fault, moment);

        var appended = await _log.Append(stream, ExpectedRevision.At(0), facts);

        _server.Faults.Struck.ShouldBe([(fault, moment)]);
        var stored = await _log.Stream(stream);
        stored.Ids().Skip(1).ShouldBe(facts.Ids());
        appended.ShouldBe(new(3, stored[^1].Position));
    }

    [Fact]
    public async Task An_append_that_takes_too_long_is_repeated()
    {
        await using var hasty = await rig.Open(_server.ConnectionString + "&defaultDeadline=300");
        var (stream, facts) = (Some.Stream(), Some.Facts(3));
        _server.Faults.Next(Fault.Slow, Moment.Stored);
        (await hasty.Append(stream, ExpectedRevision.NoStream, facts)).Revision.ShouldBe(2);
        (await _log.Stream(stream)).Ids().ShouldBe(facts.Ids());
    }

    [Fact]
    public async Task A_repeat_that_finds_another_writers_facts_is_refused()
    {
        var stream = Some.Stream();
        await _log.Append(stream, ExpectedRevision.NoStream, Some.Fact());
        _server.Faults.Next(Fault.TimedOut, Moment.Append);
        (await Should.ThrowAsync<WrongExpectedRevisionException>(async () => await _log.Append(stream, ExpectedRevision.NoStream, Some.Fact()))).Actual.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_cannot_be_made_to_its_end_appends_nothing()
    {
        var stream = Some.Stream();
        using var grpc = new GrpcClient(EventStoreSettings.Parse(_server.ConnectionString));
        await Should.ThrowAsync<Exception>(() => grpc.Ask(new(_server.Host, _server.Port), Methods.Append, Half(), TimeSpan.FromSeconds(10), CancellationToken.None));
        (await _log.Stream(stream)).ShouldBeEmpty();

        IEnumerable<ReadOnlyMemory<byte>> Half()
        {
            foreach (var part in Requests.Append(stream, ExpectedRevision.NoStream, [new(Guid.NewGuid(), "happened-v1", "{}"u8.ToArray(), "{}"u8.ToArray())])) yield return part;
            throw new InvalidOperationException("There was to be another.");
        }
    }

    [Theory]
    [InlineData(Fault.Unavailable, Moment.Read)]
    [InlineData(Fault.CutConnection, Moment.Read)]
    [InlineData(Fault.CutConnection, Moment.Reading)]
    [InlineData(Fault.Reset, Moment.Reading)]
    [InlineData(Fault.EndWithoutStatus, Moment.Reading)]
    [InlineData(Fault.Shreds, Moment.Reading)]
    public async Task A_broken_read_is_begun_again_where_it_was(Fault fault, Moment moment)
    {
        for (var n = 0; n < 3; n++) await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(900));
        var whole = (await _log.All()).Ids().ToArray();
        _server.Faults.Next(fault, moment);
        _server.Faults.Next(fault, moment);

        (await _log.All()).Ids().ShouldBe(whole);
        _server.Faults.Struck.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.CutConnection)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.EndWithoutStatus)]
    [InlineData(Fault.EndWithOk)]
    [InlineData(Fault.ConsumerTooSlow)]
    [InlineData(Fault.UnknownCheckpoint)]
    [InlineData(Fault.CheckpointGoingBack)]
    [InlineData(Fault.Shreds)]
    public async Task A_broken_subscription_goes_on_without_a_gap_or_a_repeat(Fault fault)
    {
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(300));
        _server.Faults.Next(fault, Moment.Subscribed);
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.Until(300);
        await follower.UntilCaughtUp();
        _server.Faults.Next(fault, Moment.Subscribed);
        for (var n = 0; n < 5; n++) await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(20));
        await follower.Until(400);

        _server.Faults.Struck.Count.ShouldBe(2);
        follower.Facts.Ids().ShouldBe((await _log.All()).Ids());
    }

    [Fact]
    public async Task A_subscription_outlives_a_restart_of_the_server()
    {
        await using var follower = new Follower(_log, LogPosition.Start);
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(10));
        await follower.Until(10);
        await _server.Stop();
        await _server.Start();
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(10));
        await follower.Until(20);
        follower.Facts.Ids().ShouldBe((await _log.All()).Ids());
    }
}
