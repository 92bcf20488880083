using System.Text;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventLog.Tests.Postgres;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

public sealed class PersonalValuesTests(PostgresRig rig) : IClassFixture<PostgresRig>
{
    private readonly CustomerId _customer = new(Guid.NewGuid());
    private readonly StreamName _stream = Some.Stream();

    [Fact]
    public async Task Values_survive_under_their_key_and_differ_in_bytes_each_time()
    {
        var (first, second) = (await Encode("Ann"), await Encode("Ann"));
        first.Data.Span.SequenceEqual(second.Data.Span).ShouldBeFalse();
        (await Decode(first)).ShouldBe(await Decode(second));
        (await Decode(first)).Text.ShouldBe("Ann");
        (await Decode(await Encode(""))).Text.ShouldBe("");
    }

    [Fact]
    public async Task No_nonce_is_used_twice()
    {
        List<string> stored = [];
        for (var i = 0; i < 1_000; i++) stored.Add(Encoding.UTF8.GetString((await Encode("")).Data.Span));
        stored.Distinct().Count().ShouldBe(stored.Count, "of nothing encrypted only nonce and tag are stored");
    }

    [Fact]
    public async Task An_erased_value_stays_erased() => (await Decode(await Encode(Personal.Erased))).IsErased.ShouldBeTrue();

    [Fact]
    public async Task A_ciphertext_moved_to_another_stream_or_type_does_not_open()
    {
        var stored = await Encode("Ann");
        await Should.ThrowAsync<LogCorruptedException>(() => Decode(stored with { Stream = Some.Stream() }));
        await Should.ThrowAsync<LogCorruptedException>(() => Decode(stored with { Type = "customer-address-changed-v1", Data = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored.Data.Span).Replace("name", "address")) }));
    }

    [Fact]
    public async Task Another_process_stops_reading_a_destroyed_key_within_about_a_second()
    {
        var stored = await Encode("Ann");
        var elsewhere = await SubjectKeys.Open(rig.Database, CancellationToken.None);
        (await Decode(stored, elsewhere)).Text.ShouldBe("Ann");

        await rig.Keys.Destroy(_customer, CancellationToken.None);

        var started = TimeProvider.System.GetTimestamp();
        while (!(await Decode(stored, elsewhere)).IsErased)
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_destroyed_key_is_never_made_again()
    {
        await Encode("Ann");
        await rig.Keys.Destroy(_customer, CancellationToken.None);
        (await Decode(await Encode("Ann"), await SubjectKeys.Open(rig.Database, CancellationToken.None))).IsErased.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_who_need_a_new_key_at_once_get_the_same()
    {
        var rings = new[] { rig.Keys, await SubjectKeys.Open(rig.Database, CancellationToken.None) };
        var stored = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => Encode($"Ann {n}", rings[n % 2]))));
        for (var n = 0; n < stored.Length; n++) (await Decode(stored[n], rings[(n + 1) % 2])).Text.ShouldBe($"Ann {n}");
    }

    [Fact]
    public async Task Values_stay_under_their_keys_where_memory_holds_fewer_keys_than_are_in_use()
    {
        var forgetful = await SubjectKeys.Open(rig.Database, CancellationToken.None, mostRemembered: 2);
        CustomerId[] customers = [.. Enumerable.Range(0, 20).Select(_ => new CustomerId(Guid.NewGuid()))];
        await Task.WhenAll(Enumerable.Range(0, 400).Select(n => Task.Run(async () =>
            (await Decode(await Encode($"Ann {n}", forgetful, customers[n % 20]), forgetful)).Text.ShouldBe($"Ann {n}"))));
    }

    [Fact]
    public async Task A_key_that_is_not_to_be_remembered_is_looked_for_each_time()
    {
        var (here, elsewhere) = (await SubjectKeys.Open(rig.Database, CancellationToken.None), rig.Keys);
        var stored = await Encode("Ann", elsewhere);
        (await Decode(stored, here, rememberKeys: false)).Text.ShouldBe("Ann");
        await elsewhere.Destroy(_customer, CancellationToken.None);
        (await Decode(stored, here, rememberKeys: false)).IsErased.ShouldBeTrue();
    }

    [Fact]
    public async Task Personal_values_without_a_customer_are_a_mistake_that_is_told() =>
        (await Should.ThrowAsync<InvalidOperationException>(async () => await new FactCodec(rig.Keys).Encode(
            _stream, [new(Guid.NewGuid(), new CustomerRenamed("Ann"), Some.Metadata())], CancellationToken.None))).Message.ShouldContain("CustomerRenamed");

    private async Task<CanonicalFact> Encode(Personal name, SubjectKeys? keys = null, CustomerId? customer = null)
    {
        var encoded = (await new FactCodec(keys ?? rig.Keys).Encode(
            _stream, [new(Guid.NewGuid(), new CustomerRenamed(name), Some.Metadata(customer ?? _customer))], CancellationToken.None)).Single();
        return new(LogPosition.At(1), _stream, 0, encoded.Id, encoded.Type, encoded.Data, encoded.Metadata, Some.Noon);
    }

    private async Task<Personal> Decode(CanonicalFact stored, SubjectKeys? keys = null, bool rememberKeys = true) =>
        (await new FactCodec(keys ?? rig.Keys).Decode([stored], CancellationToken.None, rememberKeys)).Single().Fact switch
        {
            CustomerRenamed renamed => renamed.Name,
            CustomerAddressChanged changed => changed.Address,
            var other => throw new InvalidOperationException($"{other} was not expected."),
        };
}
