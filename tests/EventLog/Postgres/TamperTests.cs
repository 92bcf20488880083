using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Tests.Contract;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

/// <summary>What was done to the log behind its back is noticed. Every test has a log of its own.</summary>
public sealed class TamperTests : IAsyncLifetime
{
    private readonly PostgresRig _rig = new();
    private PostgresLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        await _rig.InitializeAsync();
        _log = await _rig.OpenPostgres();
        await _log.Append(new StreamName("customer-1"), ExpectedRevision.NoStream, Some.Facts(6));
        await _log.Append(new StreamName("customer-2"), ExpectedRevision.NoStream, Some.Facts(4));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public async Task A_hole_stops_every_reader_and_is_named(int position)
    {
        await _rig.Tamper($"delete from log.fact where position = {position}");

        var reading = await Should.ThrowAsync<LogCorruptedException>(() => _log.All());
        reading.Message.ShouldContain($"Position {position} is missing");
        var another = await _rig.OpenPostgres(); // this one need not look for what it has just stored
        await using var subscription = another.Subscribe(LogPosition.Start, CancellationToken.None).GetAsyncEnumerator();
        await Should.ThrowAsync<LogCorruptedException>(async () => { while (await subscription.MoveNextAsync()) { } });
    }

    [Fact]
    public async Task A_hole_in_a_stream_stops_its_reader()
    {
        await _rig.Tamper("delete from log.fact where position = 3");
        (await Should.ThrowAsync<LogCorruptedException>(() => _log.Stream(new("customer-1")))).Message.ShouldContain("revision 2");
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_head_belongs_to_another_log()
    {
        await Should.ThrowAsync<LogCorruptedException>(() => _log.All(LogPosition.At(11)));
    }

    [Fact]
    public async Task The_running_hash_verifies_and_grows_from_fact_to_fact()
    {
        var hash = RunningHash.Start;
        foreach (var fact in await _log.All())
            (await _log.RunningHashAt(fact.Position, CancellationToken.None)).ShouldBe(hash = RunningHash.Next(hash, fact));
        (await _log.Verify(CancellationToken.None)).ShouldBe(hash);
    }

    [Theory]
    [InlineData("data = set_byte(data, 3, get_byte(data, 3) # 1)")]
    [InlineData("metadata = metadata || ' '")]
    [InlineData("recorded_at = recorded_at + interval '1 microsecond'")]
    [InlineData("type = 'customer-renamed-v1'")]
    [InlineData("id = gen_random_uuid()")]
    [InlineData("stream = 'customer-3', revision = 0")]
    public async Task A_changed_byte_is_found_and_named(string change)
    {
        await _rig.Tamper($"update log.fact set {change} where position = 5");
        var found = await Should.ThrowAsync<LogCorruptedException>(() => _log.Verify(CancellationToken.None));
        found.Message.ShouldContain("position 5 ");
    }

    [Fact]
    public async Task Facts_cannot_be_edited_by_mistake()
    {
        foreach (var sql in new[] { "update log.fact set type = 'x'", "delete from log.fact", "truncate log.fact" })
            await Should.ThrowAsync<PostgresException>(() => _rig.Database.CreateCommand(sql).ExecuteNonQueryAsync());
        (await _log.All()).Count.ShouldBe(10);
    }
}
