using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using MediatR;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/customers/find?text= — customers by a phone number or its end, an e-mail address, or part of a name, contact persons' too.</summary>
public sealed record FindCustomers(string Text, [Between(1, 100)] int Limit = 20) : QueryRequest<FindCustomers.Found>
{
    private const int FewestDigits = 4;

    public sealed record Found(IReadOnlyList<Row> Rows);

    /// <summary>A customer and by what it was found: name, phone or e-mail.</summary>
    public sealed record Row(Guid Id, string Kind, string? Name, JsonNode By, Guid? ManagerId, bool Archived, JsonNode Phones, JsonNode Emails);

    private const string Sql = """
        select c.customer_id as id, c.kind, c.name, k.by, c.manager_id, c.archived, c.phones, c.emails
        from (select customer_id, to_jsonb(array_agg(distinct kind order by kind)) as by
              from customer_key
              where kind = 'name' and position(@Name in value) > 0
                 or kind = 'email' and value = @Email
                 or kind = 'phone' and right(value, length(@Phone)) = @Phone
              group by customer_id) k
        join customer c using (customer_id)
        order by c.archived, c.name_normalised nulls last, c.customer_id
        limit @Limit
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<FindCustomers, Found>
    {
        public async Task<Found> Handle(FindCustomers request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("customer_directory", request.Context.ReadAfter, ct);
            var words = new { Name = Normalised.Name(request.Text), Email = Normalised.Email(request.Text), Phone = Phone(request.Text), request.Limit };
            return new(await snapshot.Query<Row>(Sql, words, ct));
        }

        private static string? Phone(string text) =>
            !text.Any(char.IsLetter) && Normalised.Phone(text) is { Length: >= FewestDigits } digits ? digits : null;
    }
}
