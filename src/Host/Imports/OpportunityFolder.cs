using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using static EventSourcedCrm.Domain.Deals.DealCommand;

namespace EventSourcedCrm.Host.Imports;

/// <summary>The sales pipeline of a hardware seller: every opportunity is a deal, of the account, product and agent it names.</summary>
internal sealed class OpportunityFolder(string folder) : ImportSource("crm-opportunities", [.. Files.Select(file => Path.Combine(folder, file))])
{
    public static readonly string[] Files = ["accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"];

    private static readonly string[] Columns =
        ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"];

    private const string Pipeline = "Sales", Engaging = "engaging";
    private static readonly string[] Stages = ["prospecting", Engaging];

    private sealed record Opportunity(
        Row Row, string Id, string Agent, string Product, string Account, DateTimeOffset? EngagedAt, DateTimeOffset? ClosedAt, DealCommand? Ending);

    internal override ImportPlan Plan(OrganisationSettings organisation, DateTimeOffset now)
    {
        var reading = new Reading(Kind, now);
        var directory = new OpportunityDirectory(folder, reading, organisation.Currency);
        var newest = DateTimeOffset.MinValue;
        var opportunities = reading.All(new(Path.Combine(folder, "sales_pipeline.csv"), Columns), (row, _) =>
        {
            var (engagedAt, closedAt) = (Dated(row, "engage_date"), Dated(row, "close_date"));
            return Parse(row, engagedAt, closedAt, directory, organisation.Currency);
        });
        if (opportunities.Count == 0) return new(reading.Read, reading.Rejected);

        var registry = new Registry(Kind, opportunities.Min(Since));
        opportunities = [.. opportunities.OrderBy(Since)];
        return new(reading.Read, reading.Rejected,
            [registry.Pipeline(Pipeline, Stages), .. directory.Users(registry), .. directory.Products(registry)],
            [.. opportunities.GroupBy(o => o.Account, (name, own) => directory.Account(registry, name, own.First().Agent, Since(own.First())))],
            [.. opportunities.GroupBy(o => o.Id, (id, own) => Sale(registry, id, [.. own], Since))]);

        DateTimeOffset Since(Opportunity o) => o.EngagedAt ?? newest;

        DateTimeOffset? Dated(Row row, string column)
        {
            if (row.DateOrNone(column, "yyyy-MM-dd") is not { } date) return null;
            var at = reading.Happened(organisation.StartOf(date));
            newest = at > newest ? at : newest;
            return at;
        }
    }

    private static Opportunity Parse(Row row, DateTimeOffset? engagedAt, DateTimeOffset? closedAt, OpportunityDirectory directory, string currency)
    {
        var stage = row.Required("deal_stage");
        DealCommand? ending = stage switch
        {
            "Prospecting" or "Engaging" => null,
            "Won" => new Win(row.Amount("close_value", currency)),
            "Lost" => new Lose(null),
            _ => throw new RowRejectedException($"deal_stage is \"{stage}\", not Prospecting, Engaging, Won or Lost."),
        };
        if (engagedAt is null && stage != "Prospecting") throw new RowRejectedException($"engage_date is empty, but the stage is {stage}.");
        if (closedAt is null && ending is not null) throw new RowRejectedException($"close_date is empty, but the stage is {stage}.");
        if (closedAt < engagedAt) throw new RowRejectedException("close_date is before engage_date.");
        return new(
            row,
            row.Required("opportunity_id"),
            directory.AgentCalled(row.Required("sales_agent")),
            directory.ProductCalled(row.Required("product")),
            directory.AccountCalled(row["account"]),
            engagedAt,
            closedAt,
            ending);
    }

    private static Script Sale(Registry registry, string id, IReadOnlyList<Opportunity> rows, Func<Opportunity, DateTimeOffset> since)
    {
        var commandId = DerivedId.From("crm-opportunities", "row", id);
        return new Script<Deal, DealCommand, DealFact>(
            DerivedId.From("crm-opportunities", "deal", id),
            registry.CustomerOf(rows[0].Account),
            [.. rows.Select(o => new Entry<DealCommand>(commandId, Actor.Person(registry.UserOf(o.Agent)), o.Row, Steps(registry, o, since(o))))],
            mayGrow: true);
    }

    private static IReadOnlyList<(DealCommand, DateTimeOffset)> Steps(Registry registry, Opportunity o, DateTimeOffset since)
    {
        var terms = new DealTerms($"{o.Product}, {o.Account}", Product: registry.ProductOf(o.Product));
        var steps = new List<(DealCommand, DateTimeOffset)>
        {
            (new Open(terms, registry.PipelineOf(Pipeline), Stages, Responsible: registry.UserOf(o.Agent), OfUnknownDate: o.EngagedAt is null), since),
        };
        if (o.EngagedAt is not null) steps.Add((new MoveToStage(Engaging, Stages), since));
        if (o.Ending is not null) steps.Add((o.Ending, o.ClosedAt!.Value));
        return steps;
    }
}
