using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Host.Demo;

/// <summary>The company that has the customers: its people, what it sells and how.</summary>
internal sealed class Company
{
    private static readonly string[] Offices = ["North", "South", "East", "West"];

    private static readonly (string Name, string Series, decimal Price)[] Assortment =
    [
        ("Starter kit", "Kits", 490m), ("Family kit", "Kits", 1_290m), ("Workshop kit", "Kits", 3_900m),
        ("Pump P10", "Pumps", 820m), ("Pump P20", "Pumps", 1_640m), ("Pump P40", "Pumps", 5_200m),
        ("Filter set", "Supplies", 65m), ("Seal set", "Supplies", 38.50m), ("Hose, 10 m", "Supplies", 119.90m),
        ("Installation", "Services", 750m), ("Yearly maintenance", "Services", 1_150m), ("Training day", "Services", 980m),
    ];

    public Company(Journal journal, Chance chance, DateTimeOffset start, int customers, string currency)
    {
        (Start, Currency) = (start, currency);
        Head = new(journal.NewId("user", 0));
        Employ(journal, Head, chance.Fake.Name.FullName(), UserRole.Manager, null, Offices[0]);
        Managers = [.. Enumerable.Range(1, 3 + Math.Min(60, customers / 25)).Select(number => new UserId(journal.NewId("user", number)))];
        foreach (var manager in Managers) Employ(journal, manager, chance.Fake.Name.FullName(), UserRole.Operator, Head, chance.Of(Offices));

        Products = [.. Assortment.Select((product, number) => (new ProductId(journal.NewId("product", number)), product.Name, product.Price))];
        foreach (var (product, number) in Assortment.Select((product, number) => (product, number)))
            new Tale<Product, ProductCommand, ProductFact>(journal, Products[number].Id.Value, start)
                .Tell(new ProductCommand.Register(product.Name, product.Series, new Money(product.Price, currency)), start, Head);

        Workshop = new(journal.NewId("group", 0));
        var workshop = new Tale<Group, GroupCommand, GroupFact>(journal, Workshop.Value, start);
        workshop.Tell(new GroupCommand.Form("Workshop"), start, Head);
        foreach (var member in Managers.Take(3)) workshop.Tell(new GroupCommand.AddMember(member), start, Head);

        Pipeline = new(journal.NewId("pipeline", 0));
        new Tale<Pipeline, PipelineCommand, PipelineFact>(journal, Pipeline.Value, start).Tell(new PipelineCommand.Define("Sales", Stages), start, Head);
    }

    public static IReadOnlyList<string> Stages { get; } = ["enquiry", "offer", "negotiation", "order"];

    public DateTimeOffset Start { get; }

    public string Currency { get; }

    public UserId Head { get; }

    public IReadOnlyList<UserId> Managers { get; }

    public IReadOnlyList<(ProductId Id, string Name, decimal Price)> Products { get; }

    /// <summary>The colleagues who know what to do when something is broken.</summary>
    public GroupId Workshop { get; }

    public PipelineId Pipeline { get; }

    private void Employ(Journal journal, UserId id, string name, UserRole role, UserId? manager, string office) =>
        new Tale<User, UserCommand, UserFact>(journal, id.Value, Start).Tell(new UserCommand.Register(name, role, manager, office), Start, Head);
}
