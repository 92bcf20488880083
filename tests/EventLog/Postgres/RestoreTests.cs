using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Tests.Contract;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class RestoreTests : IAsyncLifetime
{
    private readonly PostgresRig _old = new(), _new = new();
    private readonly List<CanonicalFact> _facts = [];
    private PostgresLog _from = null!, _to = null!;
    private byte[] _hash = [];

    public async ValueTask InitializeAsync()
    {
        await _old.InitializeAsync();
        await _new.InitializeAsync();
        (_from, _to) = (await _old.OpenPostgres(), await _new.OpenPostgres());
        await _from.Append(new StreamName("customer-1"), ExpectedRevision.NoStream, Some.Facts(3_000));
        await _from.Append(new StreamName("customer-2"), ExpectedRevision.NoStream, Some.Facts(3));
        await foreach (var fact in _from.ReadCanonical(LogPosition.Start, CancellationToken.None)) _facts.Add(fact);
        _hash = await _from.RunningHashAt(_facts[^1].Position, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_log_takes_over_every_fact_with_its_place_and_instants_and_goes_on_from_there()
    {
        (await Restore(_facts)).ShouldBe(LogPosition.At(3_003));

        (await _to.Verify(CancellationToken.None)).ShouldBe(_hash);
        (await _to.All()).Select(f => (f.Position, f.RecordedAt, f.Id)).ShouldBe(_facts.Select(f => (f.Position, f.RecordedAt, f.Id)));
        (await _to.Append(new StreamName("customer-2"), ExpectedRevision.At(2), Some.Fact())).Position.ShouldBe(LogPosition.At(3_004));
    }

    [Fact]
    public async Task Only_an_empty_log_is_restored_into()
    {
        await _to.Append(new StreamName("customer-9"), ExpectedRevision.NoStream, Some.Fact());
        await Should.ThrowAsync<InvalidOperationException>(() => Restore(_facts));
    }

    [Fact]
    public async Task Altered_reordered_or_missing_facts_are_refused_as_a_whole()
    {
        CanonicalFact[][] wrong =
        [
            [.. _facts[..^1]],
            [.. _facts[1..]],
            [.. _facts[..5], .. _facts[6..]],
            [.. _facts[..^1], _facts[^1] with { Data = new byte[] { 1 } }],
            [.. _facts[..^1], _facts[^1] with { Revision = 7 }],
            [.. _facts[..^1], _facts[^1] with { RecordedAt = _facts[0].RecordedAt.AddSeconds(-1) }],
        ];
        foreach (var facts in wrong)
        {
            await Should.ThrowAsync<LogCorruptedException>(() => Restore(facts));
            (await _to.All()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_log_tells_which_of_many_streams_exist()
    {
        StreamName[] asked = [new("customer-1"), new("customer-2"), new("customer-3"), new("customer-1")];
        (await _from.ExistingStreams(asked, CancellationToken.None)).ShouldBe([new("customer-1"), new("customer-2")], ignoreOrder: true);
    }

    private Task<LogPosition> Restore(IEnumerable<CanonicalFact> facts) => _to.Restore(facts.ToAsyncEnumerable(), _hash, CancellationToken.None);
}
