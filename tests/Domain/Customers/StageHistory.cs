using EventSourcedCrm.Domain.Customers;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

/// <summary>A random customer: instants on a coarse grid, so that ties, equal dates and exact bounds are common.</summary>
internal sealed record StageHistory(IReadOnlyList<StageInput> Facts, StageDefinition Definition, DateTimeZone Zone)
{
    public static readonly IReadOnlyList<StageDefinition> Definitions =
    [
        StageDefinition.V1,
        StageDefinition.V1 with { RegularFrom = 3, LostAfterDays = 60, MinAmount = 5 },
        StageDefinition.V1 with { LostAfterDays = 400, Xyz = new XyzMethod.Coverage(Months: 12, X: 0.75m, Y: 0.4m) },
        StageDefinition.V1 with { LostAfterDays = 400, Xyz = new XyzMethod.Variation(Months: 6, X: 0.4m, Y: 1.0m) },
        StageDefinition.V1 with { PurchaseIs = PurchaseMoment.Shipped, LostAfterDays = 90 },
        StageDefinition.V1 with { PurchaseIs = PurchaseMoment.Paid, MinAmount = 0 },
    ];

    private static readonly DateTimeZone[] Zones = [DateTimeZone.Utc, DateTimeZoneProviders.Tzdb["Asia/Tokyo"]];

    private static readonly Standing[] Standings =
    [
        Standing.Potential, Standing.OneTime, Standing.Lost,
        Standing.Regular(StageClass.X), Standing.Regular(StageClass.Y), Standing.Regular(StageClass.Z),
    ];

    public StageTimeline Timeline => StageTimeline.Of(Facts, Definition, Zone);

    public static Arbitrary<StageHistory> Any { get; } = Arb.From(
        from facts in Fact.ListOf()
        from registeredOn in Gen.Frequency((3, Gen.Constant(0)), (1, Instants))
        from definition in Gen.Elements(Definitions.ToArray())
        from zone in Gen.Elements(Zones)
        select new StageHistory(
            [
                new StageInput.Registered(Hour(registeredOn), "customer-1", 0),
                .. facts.Select((fact, index) => fact(index + 1)),
            ],
            definition,
            zone),
        history => Enumerable.Range(1, history.Facts.Count - 1)
            .Select(index => history with { Facts = [.. history.Facts.Where((_, i) => i != index)] }));

    private static Gen<int> Instants =>
        from tens in Gen.Frequency((1, Gen.Choose(0, 60)), (1, Gen.Choose(0, 20).Select(tens => tens * 3)))
        from hours in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Elements(6, 12, 18)))
        select (tens * 240) + hours;

    private static Gen<Func<long, StageInput>> Fact => Gen.Frequency((6, Won), (4, Delivered), (1, Corrected), (1, Reopened), (1, Manual), (1, Word));

    private static Gen<string> Deal => Gen.Choose(1, 12).Select(n => $"deal-{n}");

    private static Gen<decimal> Amount => Gen.Elements(0m, 0.01m, 5m, 10m, 10m, 12.5m, 40m);

    private static Gen<Func<long, StageInput>> Won =>
        from at in Instants
        from deal in Deal
        from amount in Amount
        from wonAt in Gen.Frequency((9, Gen.Constant(at)), (1, Instants))
        select (Func<long, StageInput>)(n =>
            new StageInput.Won(Hour(at), deal, n, amount) { WonAt = Hour(wonAt) });

    private static Gen<Func<long, StageInput>> Delivered =>
        from at in Instants
        from deal in Deal
        from what in Gen.Elements(PurchaseMoment.Shipped, PurchaseMoment.Paid)
        from amount in Amount
        from complete in Gen.Elements(true, false, false)
        select (Func<long, StageInput>)(n => new StageInput.Delivered(Hour(at), deal, n, what, amount, complete));

    private static Gen<Func<long, StageInput>> Corrected =>
        from at in Instants
        from deal in Deal
        from amount in Maybe(Amount)
        from wonAt in Maybe(Instants)
        select (Func<long, StageInput>)(n =>
            new StageInput.WinCorrected(Hour(at), deal, n, amount, wonAt is { } h ? Hour(h) : null));

    private static Gen<Func<long, StageInput>> Reopened =>
        from at in Instants
        from deal in Deal
        select (Func<long, StageInput>)(n => new StageInput.Reopened(Hour(at), deal, n));

    private static Gen<Func<long, StageInput>> Manual =>
        from at in Instants
        from standing in Gen.Elements(Standings)
        from until in Maybe(Instants)
        select (Func<long, StageInput>)(n =>
            new StageInput.OverrideSet(Hour(at), "customer-1", n, standing, until is { } h ? Hour(h) : null));

    private static Gen<Func<long, StageInput>> Word =>
        from at in Instants
        from clears in Gen.Elements(true, false)
        select (Func<long, StageInput>)(n => clears
            ? new StageInput.OverrideCleared(Hour(at), "customer-1", n)
            : new StageInput.DeclaredLost(Hour(at), "customer-1", n));

    private static Gen<T?> Maybe<T>(Gen<T> gen) where T : struct => Gen.OneOf(gen.Select(value => (T?)value), Gen.Constant((T?)null));

    private static DateTimeOffset Hour(int hours) => Day(hours / 24.0);

    public override string ToString() =>
        $"{Definition.PurchaseIs}, {Definition.Xyz} from {Definition.RegularFrom} in {Zone}\n{string.Join('\n', Facts)}";
}
