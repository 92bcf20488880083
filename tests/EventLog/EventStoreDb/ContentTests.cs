using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>What is in the database, and what of it is the log.</summary>
public sealed class ContentTests(EventStoreRig rig) : IClassFixture<EventStoreRig>, IAsyncLifetime
{
    private readonly StreamName _stream = Some.Stream();
    private TestServer _server = null!;
    private EventStoreLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start();
        _log = await rig.Open(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_servers_own_events_are_no_facts()
    {
        (await _log.Head(CancellationToken.None)).ShouldBe(LogPosition.Start);
        var appended = await _log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(2));
        for (var n = 0; n < 3; n++) _server.Storage.Plant("$persistentsubscription-x-checkpoint", "SubscriptionCheckpoint", "\"0\"");
        _server.Storage.PlantLink("$ce-customer", _stream.Value, 0);
        _server.Storage.PlantUnresolvedLink("$ce-gone");

        (await _log.All()).Count.ShouldBe(2);
        (await _log.Head(CancellationToken.None)).ShouldBe(appended.Position);
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.UntilCaughtUp();
        follower.Facts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_quiet_stretch_has_checkpoints_that_can_be_resumed_from()
    {
        await _log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        var head = await _log.Head(CancellationToken.None);
        for (var n = 0; n < 3_000; n++) _server.Storage.Plant("$stats-node", "$statsCollected");
        var checkpoint = head;
        await foreach (var message in _log.Subscribe(head, CancellationToken.None))
        {
            if (message is LogMessage.Checkpoint reached) checkpoint = reached.Position;
            if (message is LogMessage.CaughtUp) break;
        }
        checkpoint.ShouldBeGreaterThan(head);

        var next = Some.Fact();
        await _log.Append(_stream, ExpectedRevision.At(0), next);
        (await _log.All(checkpoint)).Ids().ShouldBe([next.Id]);
        await using var follower = new Follower(_log, checkpoint);
        await follower.Until(1);
        follower.Facts.Ids().ShouldBe([next.Id]);
    }

    [Fact]
    public async Task A_copy_is_equal_to_the_byte_and_keeps_when_it_was_first_recorded()
    {
        await _log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(20));
        var originals = await _log.ReadCanonical(LogPosition.Start, CancellationToken.None).ToListAsync();
        await using var target = await TestServer.Start();
        await using var copy = await rig.Open(target.ConnectionString);

        await copy.Extend(originals, CancellationToken.None);
        await copy.Extend(originals, CancellationToken.None);

        var copied = await copy.ReadCanonical(LogPosition.Start, CancellationToken.None).ToListAsync();
        copied.Select(fact => Convert.ToHexString(fact.Leaf())).ShouldBe(originals.Select(fact => Convert.ToHexString(fact.Leaf())));
        (await copy.All()).Select(fact => fact.Metadata.CorrelationId).ShouldBe((await _log.All()).Select(fact => fact.Metadata.CorrelationId));
    }

    [Fact]
    public async Task RecordedAt_is_the_servers_and_has_microseconds()
    {
        var before = DateTimeOffset.UtcNow.AddMicroseconds(-1);
        await _log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(3));
        foreach (var fact in await _log.Stream(_stream))
        {
            fact.RecordedAt.ShouldBeInRange(before, DateTimeOffset.UtcNow);
            (fact.RecordedAt.Ticks % TimeSpan.TicksPerMicrosecond).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Which_of_many_streams_have_facts_is_known()
    {
        var streams = Enumerable.Range(0, 50).Select(_ => Some.Stream()).ToArray();
        foreach (var stream in streams[..20]) await _log.Append(stream, ExpectedRevision.NoStream, Some.Fact());
        (await _log.ExistingStreams(streams, CancellationToken.None)).ShouldBe(streams[..20], ignoreOrder: true);
    }

    [Fact]
    public async Task A_stream_with_a_hole_is_read_no_further()
    {
        await _log.Append(_stream, ExpectedRevision.NoStream, Some.Facts(5));
        _server.Storage.Plant($"$${_stream}", "$metadata", """{"$tb":2}""");
        (await Should.ThrowAsync<LogCorruptedException>(() => _log.Stream(_stream))).Message.ShouldContain("has no revision 0");
    }

    [Fact]
    public async Task Facts_of_the_largest_size_are_read_in_pages_of_bounded_size()
    {
        var large = new string('x', 900_000);
        for (var n = 0; n < 12; n++) await _log.Append(_stream, Some.After(n - 1), Some.Fact(large));
        var pages = await _log.ReadAll(LogPosition.Start, CancellationToken.None).ToListAsync();
        pages.Sum(page => page.Count).ShouldBe(12);
        pages.Max(page => page.Count).ShouldBeLessThan(7);
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.Until(12);
        (await _log.Stream(_stream)).Count.ShouldBe(12);
    }
}
