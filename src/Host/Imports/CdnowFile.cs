using System.Globalization;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>Purchases of the customers of an online CD shop: every line is a deal opened and won at its date.</summary>
internal sealed class CdnowFile(string path) : ImportSource("cdnow", [path])
{
    private static readonly string[] Columns = ["customer_id", "date", "number_of_cds", "dollar_value"];
    private static readonly string[] Stages = ["ordered"];

    private sealed record Purchase(Row Row, Guid Identity, string Customer, DateTimeOffset At, decimal Discs, Money Price);

    internal override ImportPlan Plan(OrganisationSettings organisation, DateTimeOffset now)
    {
        var reading = new Reading(Kind, now);
        var purchases = reading.All(new(path, Columns, separatedByBlanks: true), (row, identity) => new Purchase(
            row,
            identity,
            row.Required("customer_id"),
            reading.Happened(organisation.StartOf(row.Date("date", "yyyyMMdd"))),
            row.Quantity("number_of_cds"),
            row.Amount("dollar_value", organisation.Currency)));
        if (purchases.Count == 0) return new(reading.Read, reading.Rejected);

        var registry = new Registry(Kind, purchases.Min(p => p.At));
        return new(reading.Read, reading.Rejected,
            [registry.Pipeline("Online shop", Stages)],
            [.. purchases.GroupBy(p => p.Customer).Select(own => Registration(registry, own.Key, own.Min(p => p.At)))],
            [.. purchases.Select(p => Sale(registry, p))]);
    }

    private static Script Registration(Registry registry, string customer, DateTimeOffset at) =>
        registry.Customer(customer, new(CustomerKind.Person, $"Customer {customer}", new()), at, ImportRun.Importing);

    private static Script<Deal, DealCommand, DealFact> Sale(Registry registry, Purchase purchase)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{purchase.Discs} CD{(purchase.Discs == 1 ? "" : "s")}");
        return new(DerivedId.From("deal", purchase.Identity.ToString("D")), registry.CustomerOf(purchase.Customer),
        [
            new(purchase.Identity, ImportRun.Importing, purchase.Row,
                (new DealCommand.Open(new(title, purchase.Price, Quantity: purchase.Discs), registry.PipelineOf("Online shop"), Stages), purchase.At),
                (new DealCommand.Win(purchase.Price), purchase.At)),
        ]);
    }
}
