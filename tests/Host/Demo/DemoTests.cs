using System.Diagnostics;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Host.Demo;

namespace EventSourcedCrm.Host.Tests.Demo;

public sealed class DemoTests(ITestOutputHelper output)
{
    private static readonly DemoSettings Settings = new(Customers: 60, Seed: 7, new(2026, 6, 1));

    [Fact]
    public async Task The_same_settings_make_up_the_same_company()
    {
        await using var one = await LogOfItsOwn.Open();
        await using var other = await LogOfItsOwn.Open();

        var facts = await Record(one, Settings);
        await Record(other, Settings);

        (await Told(other)).ShouldBe(await Told(one));
        facts.ShouldBeGreaterThan(3_000);
    }

    [Fact]
    public async Task Another_seed_makes_up_another_company()
    {
        await using var one = await LogOfItsOwn.Open();
        await using var other = await LogOfItsOwn.Open();

        await Record(one, Settings with { Customers = 5 });
        await Record(other, Settings with { Customers = 5, Seed = 8 });

        (await Told(other)).ShouldNotBe(await Told(one));
    }

    [Fact]
    public async Task Recording_it_again_adds_nothing()
    {
        await using var own = await LogOfItsOwn.Open();
        await Record(own, Settings);
        var before = (await own.Facts()).Count;

        await Record(own, Settings);

        (await own.Facts()).Count.ShouldBe(before);
    }

    [Fact]
    public async Task Everything_happens_in_order_within_the_two_years()
    {
        await using var own = await LogOfItsOwn.Open();
        await Record(own, Settings);
        var facts = await own.Facts();

        facts.ShouldAllBe(f => f.HappenedAt <= new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        facts.ShouldAllBe(f => f.HappenedAt >= new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero));
        foreach (var stream in facts.GroupBy(f => f.Stream)) stream.Select(f => f.HappenedAt).ShouldBeInOrder();
        foreach (var customer in facts.Where(f => f.Customer is not null).GroupBy(f => f.Customer))
            customer.Min(f => f.HappenedAt).ShouldBe(customer.First(f => f.Type == "customer-registered-v1").HappenedAt);
    }

    [Fact]
    public async Task Nearly_everything_that_can_happen_to_a_customer_does()
    {
        await using var own = await LogOfItsOwn.Open();
        var watch = Stopwatch.StartNew();
        var appended = await Record(own, Settings with { Customers = 200 });
        output.WriteLine($"{appended} facts in {watch.Elapsed.TotalSeconds:F1} s, {appended / watch.Elapsed.TotalSeconds:F0} a second");
        var facts = await own.Facts();
        string[] never =
        [
            "customer-renamed-v1", "customer-restored-v1", "contact-person-changed-v1", "contact-person-removed-v1",
        ];
        var expected = FactTypes.Domain.All.Select(FactTypes.NameOf)
            .Where(name => new[] { "customer-", "contact-", "appeal-", "deal-" }.Any(name.StartsWith) && !name.StartsWith("customer-stage-change")).Except(never);
        expected.Except(facts.Select(f => f.Type)).ShouldBeEmpty();
    }

    private static async Task<long> Record(LogOfItsOwn own, DemoSettings settings) =>
        await new DemoCompany(own.Log).Record(settings, null, CancellationToken.None);

    private static async Task<IReadOnlyList<string>> Told(LogOfItsOwn own) =>
        [.. (await own.Facts()).Select(f => $"{f.Stream} {f.Revision} {f.HappenedAt:O} {f.Metadata.Actor} {f.Fact}").Order(StringComparer.Ordinal)];
}
