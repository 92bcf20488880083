using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Host.Copy;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Copy;

public sealed class LogCopyTests : IAsyncLifetime
{
    private LogOfItsOwn _from = null!, _to = null!;
    private List<CanonicalFact> _facts = [];

    public async ValueTask InitializeAsync()
    {
        (_from, _to) = (await LogOfItsOwn.Open(), await LogOfItsOwn.Open());
        await new DemoCompany(_from.Log).Record(new(Customers: 40, Seed: 7, new DateOnly(2026, 3, 1)), null, CancellationToken.None);
        _facts = await Canonical(_from.Log);
        _facts.Count.ShouldBeGreaterThan(500);
    }

    public async ValueTask DisposeAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_has_every_fact_as_it_was_and_what_comes_later_is_added()
    {
        (await Copy(_facts)).ShouldBe((_facts.Count, _facts.Count));
        (await Canonical(_to.Log)).Select(Text).ShouldBe(_facts.Select(Text));

        await _from.Log.Append(new("organisation"), ExpectedRevision.At(_facts.Last(fact => fact.Stream.Value == "organisation").Revision),
            [HostTokens.Fact(new Domain.Organisations.OrganisationRenamed("Another name"))], CancellationToken.None);
        (await Copy(await Canonical(_from.Log))).ShouldBe((_facts.Count + 1, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    public async Task A_copy_broken_off_goes_on_where_it_stopped(int after)
    {
        await Should.ThrowAsync<IOException>(() => new LogCopy(Broken(after), _to.Log).Run(_ => { }, CancellationToken.None));
        await _to.Log.Extend(_facts[..after], CancellationToken.None);

        (await Copy(_facts)).ShouldBe((_facts.Count, _facts.Count - after));
        (await Canonical(_to.Log)).Select(Text).ShouldBe(_facts.Select(Text));
    }

    [Fact]
    public async Task A_target_that_is_not_how_the_log_begins_is_refused_and_left_as_it_was()
    {
        await _to.Log.Extend([.. _facts[..9], _facts[9] with { RecordedAt = _facts[9].RecordedAt.AddMilliseconds(1) }], CancellationToken.None);
        (await Should.ThrowAsync<SentenceException>(() => Copy(_facts))).Message.ShouldContain("Fact 10 of the target");
        (await Should.ThrowAsync<SentenceException>(() => Copy(_facts[..9]))).Message.ShouldContain("more facts than the 9");
        (await Canonical(_to.Log)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Facts_that_are_missing_are_noticed()
    {
        var later = _facts.FindIndex(fact => fact.Revision == 1);
        var first = _facts.FindIndex(fact => fact.Stream == _facts[later].Stream);
        (await Should.ThrowAsync<LogCorruptedException>(() => Copy([.. _facts[..first], .. _facts[(first + 1)..]]))).Message.ShouldContain("revision 0 was to come");
        (await Canonical(_to.Log)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_are_taken_over_destroyed_ones_are_destroyed_and_another_key_is_named()
    {
        await using var there = ProjectionEngine.Source(await TestPostgres.NewDatabase());
        await using var here = ProjectionEngine.Source(await TestPostgres.NewDatabase());
        var (from, to) = (await SubjectKeys.Open(there, CancellationToken.None), await SubjectKeys.Open(here, CancellationToken.None));
        Domain.Shared.CustomerId kept = new(Guid.NewGuid()), erased = new(Guid.NewGuid()), other = new(Guid.NewGuid());
        await from.Ensure(new() { [kept] = null, [erased] = null, [other] = null }, CancellationToken.None);
        (await to.CopyFrom(from, CancellationToken.None)).ShouldBeEmpty();

        await from.Destroy(erased, CancellationToken.None);
        await using (var damage = here.CreateCommand($"update control.subject_key set key = decode(repeat('00', 32), 'hex') where customer = '{other.Value}'"))
            await damage.ExecuteNonQueryAsync();

        (await to.CopyFrom(from, CancellationToken.None)).ShouldBe([other]);
        (await to.All(CancellationToken.None).Select(pair => pair.Customer).ToListAsync()).ShouldBe([kept, other], ignoreOrder: true);
    }

    private async Task<(long Facts, long Added)> Copy(IReadOnlyList<CanonicalFact> facts)
    {
        var copied = await new LogCopy(facts.ToAsyncEnumerable(), _to.Log).Run(_ => { }, CancellationToken.None);
        return (copied.Facts, copied.Added);
    }

    private async IAsyncEnumerable<CanonicalFact> Broken(int after)
    {
        foreach (var fact in _facts.Take(after)) yield return fact;
        await Task.Yield();
        throw new IOException("The connection was lost.");
    }

    /// <summary>Everything that a copy keeps.</summary>
    private static string Text(CanonicalFact fact) =>
        $"{fact.Stream} {fact.Revision} {fact.Id} {fact.Type} {Convert.ToHexString(fact.Data.Span)} {Convert.ToHexString(fact.Metadata.Span)} {fact.RecordedAt:O}";

    private static async Task<List<CanonicalFact>> Canonical(ILogStore log) => await log.ReadCanonical(LogPosition.Start, CancellationToken.None).ToListAsync();
}
