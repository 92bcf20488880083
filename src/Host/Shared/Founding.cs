using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using NodaTime;

namespace EventSourcedCrm.Host.Shared;

/// <summary>The zone the organisation's dates are meant in, and the currency of its amounts.</summary>
public sealed record OrganisationSettings(DateTimeZone Zone, string Currency)
{
    /// <summary>A date without a time: the beginning of its day.</summary>
    public DateTimeOffset StartOf(DateOnly date) => Zone.AtStartOfDay(LocalDate.FromDateOnly(date)).ToDateTimeOffset().ToUniversalTime();
}

/// <summary>Looks up the organisation, and establishes one where there is none yet, since neither dates nor amounts mean anything before.</summary>
public static class Founding
{
    private static readonly StreamName Stream = new(Organisation.Category);
    private static readonly OrganisationCommand.Establish Default = new("Organisation", "Etc/UTC", "USD");

    /// <summary>As recorded, or as it would be established.</summary>
    public static async Task<OrganisationSettings> Find(IEventLog log, CancellationToken ct) =>
        await Recorded(log, ct) ?? new(DateTimeZoneProviders.Tzdb[Default.Zone], Default.Currency);

    public static async Task<OrganisationSettings> Ensure(IEventLog log, Func<Guid, FactMetadata> metadata, CancellationToken ct)
    {
        if (await Recorded(log, ct) is { } settings) return settings;
        var facts = Organisation.Decide(Default, Organisation.Initial).Facts.Select((fact, index) =>
        {
            var id = DerivedId.From(Organisation.Category, $"fact {index}");
            return new NewFact(id, fact, metadata(id));
        });
        try
        {
            await log.Append(Stream, ExpectedRevision.NoStream, [.. facts], ct);
        }
        catch (WrongExpectedRevisionException)
        {
            // Somebody else established it meanwhile, perhaps with another zone: that one counts.
        }
        return await Find(log, ct);
    }

    private static async Task<OrganisationSettings?> Recorded(IEventLog log, CancellationToken ct)
    {
        OrganisationSettings? settings = null;
        await foreach (var recorded in log.ReadStream(Stream, 0, ct))
            settings = recorded.Fact switch
            {
                OrganisationEstablished f => new(DateTimeZoneProviders.Tzdb[f.Zone], f.Currency),
                OrganisationZoneChanged f => settings! with { Zone = DateTimeZoneProviders.Tzdb[f.Zone] },
                _ => settings,
            };
        return settings;
    }
}
