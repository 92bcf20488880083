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

    private static readonly Settings NotEstablished = new(DateTimeZone.Utc, null);

    private readonly Believed<Settings> _settings = new(clock);

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

    private async Task<Settings> Now(CancellationToken ct) => await _settings.Get(Read, ct) ?? NotEstablished;

    /// <summary>Null while there is no currency yet.</summary>
    private async Task<Settings?> Read()
    {
        var settings = NotEstablished;
        await foreach (var recorded in log.ReadStream(Stream, 0, CancellationToken.None))
            settings = recorded.Fact switch
            {
                OrganisationEstablished f => new(DateTimeZoneProviders.Tzdb[f.Zone], f.Currency),
                OrganisationZoneChanged f => settings with { Zone = DateTimeZoneProviders.Tzdb[f.Zone] },
                _ => settings,
            };
        return settings.Currency is null ? null : settings;
    }

    private static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));

    private sealed record Settings(DateTimeZone Zone, string? Currency);
}
