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

    /// <summary>A customer and by what it was found: its name, a contact person's, a phone or an e-mail.</summary>
    public sealed record Row(Guid Id, string Kind, string? Name, JsonNode By, Guid? ManagerId, bool Archived, JsonNode Phones, JsonNode Emails);

    private const string ByPerson = "kind = 'person' and position(@Name in value) > 0";
    private const string ByEmail = "kind = 'email' and value = @Email";
    private const string ByPhone = "kind = 'phone' and @Phone::text is not null and right(value, length(@Phone)) = @Phone";

    private const string Best = "order by archived, name_normalised nulls last, customer_id limit @Limit";

    /// <summary>Names are gone through in their order until enough are found; each other kind of key is looked for in its part of the index.</summary>
    private const string Sql = $"""
        with by_name as (
            select customer_id, archived, name_normalised from customer where position(@Name in name_normalised) > 0 {Best}),
        by_key as (
            select customer_id, archived, name_normalised from customer
            where customer_id = any (array(
                select customer_id from customer_key where {ByPerson}
                union all select customer_id from customer_key where {ByEmail}
                union all select customer_id from customer_key where {ByPhone}))
            {Best}),
        best as (select * from by_name union select * from by_key {Best})
        select c.customer_id as id, c.kind, c.name, k.by, c.manager_id, c.archived, c.phones, c.emails
        from best b
        join customer c using (customer_id)
        cross join lateral (
            select to_jsonb(array_agg(distinct kind order by kind)) as by
            from (select 'name' as kind where position(@Name in b.name_normalised) > 0
                  union all
                  select kind from customer_key where customer_id = b.customer_id and ({ByPerson} or {ByEmail} or {ByPhone})) found) k
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
