using System.Text;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>What every log promises to those who read.</summary>
public abstract class ReadContract<TRig>(TRig rig) : IClassFixture<TRig> where TRig : LogRig
{
    private readonly StreamName _stream = Some.Stream();

    [Fact]
    public async Task A_fact_comes_back_as_it_was_with_all_that_was_said_about_it()
    {
        var log = await rig.Open();
        var customer = new CustomerId(Guid.NewGuid());
        var metadata = Some.Metadata(customer) with
        {
            CausationId = Guid.NewGuid(),
            HappenedAt = Some.Noon.AddTicks(1_234_560),
            CommandId = "command 7",
            RequestHash = new string('a', 64),
            Seen = ["12", "13"],
        };
        var fact = new NewFact(Guid.NewGuid(), new CustomerRegistered(CustomerKind.Person, "Ann Žižková 🌻"), metadata);
        var appended = await log.Append(_stream, ExpectedRevision.NoStream, fact);

        var read = (await log.Stream(_stream)).ShouldHaveSingleItem();
        read.Fact.ShouldBe(fact.Fact);
        (read.Id, read.Stream, read.Type, read.Revision, read.Position).ShouldBe((fact.Id, _stream, "customer-registered-v1", 0, appended.Position));
        (read.Metadata with { Seen = null }).ShouldBe(metadata with { Seen = null });
        read.Metadata.Seen.ShouldBe(metadata.Seen);
    }

    [Fact]
    public async Task A_stream_is_read_from_any_revision_and_one_that_is_not_there_is_empty()
    {
        var log = await rig.Open();
        var facts = Some.Facts(5);
        await log.Append(_stream, ExpectedRevision.NoStream, facts);

        (await log.Stream(_stream, 3)).Ids().ShouldBe(facts.Ids().Skip(3));
        (await log.Stream(_stream, 5)).ShouldBeEmpty();
        (await log.Stream(Some.Stream())).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_streams_first_fact_is_read_as_it_is_stored_and_of_one_that_is_not_there_none()
    {
        var log = await rig.Open();
        var customer = new CustomerId(Guid.NewGuid());
        var facts = Some.Facts(60).Select(fact => fact with { Metadata = Some.Metadata(customer) }).ToArray();
        await log.Append(_stream, ExpectedRevision.NoStream, facts);
        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await log.ReadFirst(_stream, CancellationToken.None)));

        var first = (await log.Stream(_stream))[0];
        foreach (var read in reads)
        {
            read.ShouldNotBeNull().Fact.Leaf().ShouldBe(CanonicalFact.Of(first).Leaf());
            read.Value.Customer.ShouldBe(customer);
        }
        (await log.ReadFirst(Some.Stream(), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task All_facts_are_read_from_any_position_in_one_order_with_the_same_bytes()
    {
        var log = await rig.Open();
        for (var n = 0; n < 5; n++) await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(900));
        var all = await log.All();

        all.Select(f => f.Position).ShouldBeInOrder();
        all[^1].Position.ShouldBe(await log.Head(CancellationToken.None));
        var middle = all.Count / 2;
        var rest = await (await rig.Open()).All(all[middle].Position);
        rest.Select(f => CanonicalFact.Of(f).Leaf()).ShouldBe(all.Skip(middle + 1).Select(f => CanonicalFact.Of(f).Leaf()));
    }

    [Fact]
    public async Task Stored_facts_name_their_customers_and_are_decoded_later_to_what_is_read_at_once()
    {
        var log = await rig.Open();
        var customer = new CustomerId(Guid.NewGuid());
        await log.Append(_stream, ExpectedRevision.NoStream, new NewFact(Guid.NewGuid(), new CustomerRegistered(CustomerKind.Person, "Ann Smith"), Some.Metadata(customer)), Some.Fact());
        List<StoredFact> stored = [];
        await foreach (var page in log.ReadStored(LogPosition.Start, CancellationToken.None)) stored.AddRange(page);
        var own = stored.FindAll(fact => fact.Fact.Stream == _stream);
        own.Select(fact => fact.Customer).ShouldBe([customer, null]);
        var (decoded, read) = (await log.Decode([.. own.Select(fact => fact.Fact)], rememberKeys: false, CancellationToken.None), await log.Stream(_stream));
        decoded.Select(fact => (fact.Position, fact.Fact, fact.Metadata)).ShouldBe(read.Select(fact => (fact.Position, fact.Fact, fact.Metadata)));
    }

    [Fact]
    public async Task Streams_that_are_read_at_once_are_each_read_whole()
    {
        var log = await rig.Open();
        var streams = Enumerable.Range(0, 90).Select(n => (Name: Some.Stream(), Facts: Some.Facts(n % 30 == 0 ? 120 : n % 4))).ToList();
        foreach (var (name, facts) in streams.Where(stream => stream.Facts.Length > 0)) await log.Append(name, ExpectedRevision.NoStream, facts);
        var read = await Task.WhenAll(streams.Select(stream => log.Stream(stream.Name, stream.Facts.Length / 2)));
        read.Select(facts => facts.Ids()).ShouldBe(streams.Select(stream => stream.Facts.Ids().Skip(stream.Facts.Length / 2)));
    }

    [Fact]
    public async Task A_fact_of_an_unknown_type_is_carried_with_its_bytes()
    {
        var log = await rig.Open();
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Fact("fair"));
        var ignorant = await rig.Open(new FactCodec(rig.Keys, new FactTypes([typeof(CustomerAssigned)], FactJson.Stored, [])));

        var read = (await ignorant.Stream(_stream)).ShouldHaveSingleItem();
        read.Fact.ShouldBe(UnknownFact.Instance);
        read.Type.ShouldBe("customer-source-changed-v1");
        Encoding.UTF8.GetString(read.Data.Span).ShouldBe("""{"source":"fair"}""");
    }

    [Fact]
    public async Task Personal_values_are_unreadable_in_the_bytes_and_erased_with_their_key_and_nothing_else_changes()
    {
        var log = await rig.Open();
        var customer = new CustomerId(Guid.NewGuid());
        await log.Append(_stream, ExpectedRevision.NoStream, new NewFact(Guid.NewGuid(), new CustomerRegistered(CustomerKind.Person, "Ann Smith"), Some.Metadata(customer)));
        var before = (await log.Stream(_stream)).Single();
        Encoding.UTF8.GetString(before.Data.Span).ShouldNotContain("Ann Smith"); // what is encrypted is shown in letters, among which "Ann" may well be, but no space

        await rig.Keys.Destroy(customer, CancellationToken.None);

        var after = (await log.Stream(_stream)).Single();
        after.Fact.ShouldBe(new CustomerRegistered(CustomerKind.Person, Personal.Erased));
        CanonicalFact.Of(after).Leaf().ShouldBe(CanonicalFact.Of(before).Leaf());
    }
}
