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

    public IEnumerable<Type> Handles => StageInputRow.OfDeals;

    public void Apply(Recorded happened)
    {
        if (StageInputRow.Of(happened) is { IsOfDeal: true } input && input.BearsOn(definition)) _purchases.Put(input);
    }

    internal static IEnumerable<PurchaseRow> Versions(IReadOnlyList<StageInputRow> rows, StageDefinition definition)
    {
        var versions = DealAsPurchase.OverTime(rows.Select(row => row.ToInput()), definition.PurchaseIs);
        return versions
            .Select((version, ordinal) => (version.From, To: ordinal + 1 < versions.Count ? versions[ordinal + 1].From : (DateTimeOffset?)null, version.Purchase, Ordinal: ordinal))
            .Where(version => version.Purchase?.Amount >= definition.MinAmount && version.From != version.To)
            .Select(version => new PurchaseRow(
                rows[0].Stream, version.Ordinal, rows[0].CustomerId, version.Purchase!.Value.At, version.Purchase.Value.Amount, version.From, version.To));
    }
}
