using Bogus;
using EventSourcedCrm.Host.Shared;
using NodaTime;

namespace EventSourcedCrm.Host.Demo;

/// <summary>What chance decides, the same way for the same seed.</summary>
internal sealed class Chance(int seed, OrganisationSettings organisation)
{
    public Faker Fake { get; } = new() { Random = new Randomizer(seed) };

    public bool OneIn(int cases) => Fake.Random.Int(1, cases) == 1;

    public bool Share(double share) => Fake.Random.Double() < share;

    public int Between(int least, int most) => Fake.Random.Int(least, most);

    public double Between(double least, double most) => Fake.Random.Double(least, most);

    public T Of<T>(params IReadOnlyList<T> choices) => choices[Fake.Random.Int(0, choices.Count - 1)];

    /// <summary>Some minute of the working day that many days later; of Monday where that is a weekend.</summary>
    public DateTimeOffset WorkingTime(DateTimeOffset from, double days)
    {
        var date = Instant.FromDateTimeOffset(from.AddDays(days)).InZone(organisation.Zone).Date;
        while (date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) date = date.PlusDays(1);
        return date.At(new LocalTime(9, 0).PlusMinutes(Between(0, 539))).InZoneLeniently(organisation.Zone).ToDateTimeOffset().ToUniversalTime();
    }
}
