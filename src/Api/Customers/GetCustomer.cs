using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/{id} — the customer's card.</summary>
public sealed record GetCustomer(Guid Id) : CardRequest<GetCustomer.Card>
{
    /// <summary>The card; erased values are null. Contact persons are by their id.</summary>
    public sealed record Card(
        Guid Id, string Kind, string? Name, JsonNode Roles, JsonNode Phones, JsonNode Emails, string? Address, string? Source, JsonNode Attributes,
        JsonNode Persons, Guid? ManagerId, bool Archived, DateTimeOffset RegisteredAt, long Revision) : RecordCard, ICard;

    private const string Sql = """
        select customer_id as id, kind, name, roles, phones, emails, address, source, attributes,
               persons, manager_id, archived, registered_at, revision
        from customer
        where customer_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetCustomer, Card?>
    {
        public Task<Card?> Handle(GetCustomer request, CancellationToken ct) =>
            cards.Find("customer_directory", Sql, _ => new { request.Id }, request, StreamName.Of(Customer.Category, request.Id), ct);
    }
}
