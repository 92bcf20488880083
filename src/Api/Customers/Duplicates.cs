using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>Customers that a new one may be: the same name, phone or e-mail once all are written the same way.</summary>
public sealed class Duplicates(ReadModels models)
{
    private const string Sql = """
        select customer_id from customer where archived = any(array[true, false]) and name_normalised = @Name and customer_id <> @Id
        union
        select customer_id from customer_key where (kind, value) in (select * from unnest(@Kinds::text[], @Values::text[])) and customer_id <> @Id
        order by customer_id
        limit 20
        """;

    /// <summary>A warning, or null. It is a courtesy: where the tables are not there yet, there is none.</summary>
    public async Task<Warning?> Find(Guid id, Personal name, IReadOnlyList<Phone>? phones, IReadOnlyList<string>? emails, CancellationToken ct)
    {
        var keys = new[] { ("person", Normalised.Name(name)) }
            .Concat((phones ?? []).Select(phone => ("phone", Normalised.Phone(phone.Number))))
            .Concat((emails ?? []).Select(email => ("email", Normalised.Email(email))))
            .Where(key => key.Item2 is not null)
            .ToList();
        try
        {
            await using var snapshot = await models.Open("customer_directory", null, ct);
            var words = new { Name = Normalised.Name(name), Kinds = keys.Select(key => key.Item1).ToArray(), Values = keys.Select(key => key.Item2).ToArray(), Id = id };
            var ids = await snapshot.Query<Guid>(Sql, words, ct);
            return ids.Count == 0 ? null : new("likely-duplicate", "Customers with the same name, phone or e-mail are known already.", ids);
        }
        catch (RejectedException unavailable) when (unavailable.Problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            return null;
        }
    }
}
