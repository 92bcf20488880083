using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>GET /api/organisation — the organisation's name, time zone and currency.</summary>
public sealed record GetOrganisation : CardRequest<GetOrganisation.Card>
{
    public sealed record Card(string Name, string Zone, string Currency, long Revision) : RecordCard, ICard;

    private const string Sql = """
        select name, zone, currency, revision
        from organisation
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetOrganisation, Card?>
    {
        public Task<Card?> Handle(GetOrganisation request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { }, request, new("organisation"), ct);
    }
}
