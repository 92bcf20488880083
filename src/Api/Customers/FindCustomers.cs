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

    private const string ByName = "kind = 'name' and position(@Name in value) > 0";
    private const string ByEmail = "kind = 'email' and value = @Email";
    private const string ByPhone = "kind = 'phone' and @Phone::text is not null and right(value, length(@Phone)) = @Phone";

    /// <summary>Each kind of key is looked for by itself, in its part of the index.</summary>
    private const string Sql = $"""
        with best as (
            select customer_id, kind, name, name_normalised, manager_id, archived, phones, emails
            from customer
            where customer_id = any (array(
                select customer_id from customer_key where {ByName}
                union all select customer_id from customer_key where {ByEmail}
                union all select customer_id from customer_key where {ByPhone}))
            order by archived, name_normalised nulls last, customer_id
            limit @Limit
        )
        select b.customer_id as id, b.kind, b.name, k.by, b.manager_id, b.archived, b.phones, b.emails
        from best b
        cross join lateral (
            select to_jsonb(array_agg(distinct kind order by kind)) as by
            from customer_key
            where customer_id = b.customer_id and ({ByName} or {ByEmail} or {ByPhone})) k
        order by b.archived, b.name_normalised nulls last, b.customer_id
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
