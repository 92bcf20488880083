using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Deals;

/// <summary>A deal that counted as a purchase of this instant and amount over <c>[valid_from, valid_to)</c>.</summary>
public sealed record PurchaseRow(
    string Deal, int Ordinal, CustomerId CustomerId, DateTimeOffset PurchasedAt, decimal Amount, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo);

/// <summary>Purchases as a stage definition counts them, with what was corrected or reopened later.</summary>
public sealed class Purchases(string table, StageDefinition definition) : IComponent
{
    private readonly Derived<StageInputRow, IEnumerable<PurchaseRow>> _purchases =
        new Derived<StageInputRow, IEnumerable<PurchaseRow>>(table + "_input", row => row.Stream, row => row.Revision, rows => Versions(rows, definition))
            .Into(table, row => row.Deal, row => row.Ordinal, rows => rows, "customer_id, purchased_at");

    public void Apply(Recorded happened)
    {
        if (StageInputRow.Of(happened) is { Kind: StageInputKind.PurchaseStood or StageInputKind.PurchaseCorrected or StageInputKind.PurchaseFell } input)
            _purchases.Put(input);
    }

    internal static IEnumerable<PurchaseRow> Versions(IEnumerable<StageInputRow> rows, StageDefinition definition)
    {
        List<PurchaseRow> versions = [];
        foreach (var row in rows.OrderBy(row => row.At).ThenBy(row => row.Revision))
        {
            var standing = versions is [.., { ValidTo: null } last] ? last : null;
            if (standing is not null) versions[^1] = standing with { ValidTo = row.At };
            if (row.Kind == StageInputKind.PurchaseStood)
                versions.Add(new(row.Stream, versions.Count, row.CustomerId, row.At, row.Amount!.Value, row.At, null));
            else if (row.Kind == StageInputKind.PurchaseCorrected && standing is not null)
                versions.Add(standing with
                {
                    Ordinal = versions.Count,
                    PurchasedAt = row.PurchasedAt ?? standing.PurchasedAt,
                    Amount = row.Amount ?? standing.Amount,
                    ValidFrom = row.At,
                });
        }
        return versions.Where(version => version.Amount >= definition.MinAmount && version.ValidFrom != version.ValidTo);
    }
}
