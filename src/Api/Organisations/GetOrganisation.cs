using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>GET /api/organisation — the organisation's name, time zone and currency.</summary>
public sealed record GetOrganisation : QueryRequest<GetOrganisation.Card?>
{
    public sealed record Card(string Name, string Zone, string Currency, long Revision) : ICard;

    private const string Sql = """
        select name, zone, currency, revision
        from organisation
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetOrganisation, Card?>
    {
        public async Task<Card?> Handle(GetOrganisation request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<Card>(Sql, null, ct);
        }
    }
}
