using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers — customers by name, with filters; archived ones only where asked for, erased ones last.</summary>
public sealed record ListCustomers(Guid? Manager = null, CustomerKind? Kind = null, CustomerRole? Role = null, bool Archived = false, string? Text = null)
    : PagedRequest<ListCustomers.Row>
{
    public sealed record Row(
        Guid Id, string Kind, string? Name, JsonNode Roles, string? Source, Guid? ManagerId, bool Archived, DateTimeOffset RegisteredAt, long Revision);

    private sealed record Key(string? Name, Guid Id);

    private const string Sql = """
        select customer_id as id, kind, name, roles, source, manager_id, archived, registered_at, revision
        from customer
        where (@Manager::uuid is null or manager_id = @Manager)
          and (@Kind::text is null or kind = @Kind)
          and (@Role::text is null or roles ? @Role)
          and archived = @Archived
          and (@Text::text is null or position(@Text in name_normalised) > 0)
          and (@LastId::uuid is null
               or (name_normalised, customer_id) > (@LastName, @LastId)
               or name_normalised is null and (@LastName::text is not null or customer_id > @LastId))
        order by name_normalised nulls last, customer_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListCustomers, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListCustomers request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("customer_directory", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new
            {
                request.Manager,
                Kind = request.Kind.Word(),
                Role = request.Role.Word(),
                request.Archived,
                Text = Normalised.Name(request.Text ?? ""),
                LastName = cursor?.Last.Name,
                LastId = cursor?.Last.Id,
                request.Limit,
            }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name is null ? null : Normalised.Name(row.Name), row.Id));
        }
    }
}
