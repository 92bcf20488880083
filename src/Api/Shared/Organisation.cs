using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace EventSourcedCrm.Api.Shared;

/// <summary>The zone in which dates are meant and the currency in which amounts are, looked up again after a second.</summary>
public sealed class Organisation(IEventLog log, TimeProvider clock)
{
    private static readonly StreamName Stream = new("organisation");

    private (Settings Settings, DateTimeOffset ReadAt)? _last;

    public async Task<DateTimeZone> Zone(CancellationToken ct) => (await Now(ct)).Zone;

    /// <summary>The amount in the organisation's currency.</summary>
    /// <exception cref="RejectedException">Another currency is named, or the organisation has none yet.</exception>
    public async Task<Money> Money(decimal amount, string? currency, CancellationToken ct) => (await Now(ct)).Currency switch
    {
        null => throw Refused("organisation-not-established", "The organisation's currency is not known yet."),
        var own when currency is null || currency == own => new(amount, own),
        var own => throw Refused("other-currency", $"Amounts are kept in {own} only."),
    };

    /// <summary>The same where an amount may be left out, and then its currency too.</summary>
    public async Task<Money?> Money(decimal? amount, string? currency, CancellationToken ct) => amount switch
    {
        { } given => await Money(given, currency, ct),
        null when currency is null => null,
        null => throw new RejectedException(Problem.Field("currency", "A currency goes with an amount.")),
    };

    private async Task<Settings> Now(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_last is { } last && now - last.ReadAt < TimeSpan.FromSeconds(1)) return last.Settings;

        var settings = new Settings(DateTimeZone.Utc, null);
        await foreach (var recorded in log.ReadStream(Stream, 0, ct))
            settings = recorded.Fact switch
            {
                OrganisationEstablished f => new(DateTimeZoneProviders.Tzdb[f.Zone], f.Currency),
                OrganisationZoneChanged f => settings with { Zone = DateTimeZoneProviders.Tzdb[f.Zone] },
                _ => settings,
            };
        if (settings.Currency is not null) _last = (settings, now);
        return settings;
    }

    private static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));

    private sealed record Settings(DateTimeZone Zone, string? Currency);
}
