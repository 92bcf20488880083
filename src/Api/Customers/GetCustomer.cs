using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/{id} — the customer's card.</summary>
public sealed record GetCustomer(Guid Id) : QueryRequest<GetCustomer.Card?>
{
    /// <summary>The card; erased values are null. Contact persons are by their id.</summary>
    public sealed record Card(
        Guid Id, string Kind, string? Name, JsonNode Roles, JsonNode Phones, JsonNode Emails, string? Address, string? Source, JsonNode Attributes,
        JsonNode Persons, Guid? ManagerId, bool Archived, DateTimeOffset RegisteredAt, long Revision) : ICard;

    private const string Sql = """
        select customer_id as id, kind, name, roles, phones, emails, address, source, attributes,
               persons, manager_id, archived, registered_at, revision
        from customer
        where customer_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetCustomer, Card?>
    {
        public async Task<Card?> Handle(GetCustomer request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("customer_directory", request.Context.ReadAfter, ct);
            return await snapshot.Find<Card>(Sql, new { request.Id }, ct);
        }
    }
}
