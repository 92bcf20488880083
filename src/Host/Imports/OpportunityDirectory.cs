using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Imports;

/// <summary>The accounts, products and agents the opportunities name, from the files beside them.</summary>
internal sealed class OpportunityDirectory
{
    private sealed record Team(string Agent, string Manager, string Office);

    private static readonly string[] AccountColumns =
        ["account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"];

    private readonly Dictionary<string, CustomerCommand.Register> _accounts = [];
    private readonly Dictionary<string, ProductCommand.Register> _products = [];
    private readonly Dictionary<string, Team> _agents = [];

    public OpportunityDirectory(string folder, Reading reading, string currency)
    {
        reading.All(new(Path.Combine(folder, "accounts.csv"), AccountColumns), counted: false, parse: (row, _) =>
            Once(_accounts, row.Required("account"), new CustomerCommand.Register(CustomerKind.Company, row["account"], new(Attributes: Attributes(row)))));
        reading.All(new(Path.Combine(folder, "products.csv"), ["product", "series", "sales_price"]), counted: false, parse: (row, _) =>
            Once(_products, Spelt(row.Required("product")), new ProductCommand.Register(row["product"], row["series"], row.Amount("sales_price", currency))));
        reading.All(new(Path.Combine(folder, "sales_teams.csv"), ["sales_agent", "manager", "regional_office"]), counted: false, parse: (row, _) =>
            Once(_agents, row.Required("sales_agent"), new Team(row["sales_agent"], row.Required("manager"), row["regional_office"])));
    }

    /// <exception cref="RowRejectedException">There is no such account.</exception>
    public string AccountCalled(string name) =>
        name.Length == 0 ? throw new RowRejectedException("The opportunity names no account.")
        : _accounts.ContainsKey(name) ? name
        : throw new RowRejectedException($"accounts.csv has no account \"{name}\".");

    /// <summary>The product's own spelling of its name, whatever blanks the row has in it.</summary>
    /// <exception cref="RowRejectedException">There is no such product.</exception>
    public string ProductCalled(string name) =>
        _products.TryGetValue(Spelt(name), out var product) ? product.Name : throw new RowRejectedException($"products.csv has no product \"{name}\".");

    /// <exception cref="RowRejectedException">There is no such agent.</exception>
    public string AgentCalled(string name) =>
        _agents.ContainsKey(name) ? name : throw new RowRejectedException($"sales_teams.csv has no agent \"{name}\".");

    public IEnumerable<Script> Users(Registry registry) =>
    [
        .. _agents.Values.Select(a => a.Manager).Distinct().Where(manager => !_agents.ContainsKey(manager)).Select(manager => registry.User(new(manager))),
        .. _agents.Values.Select(a => registry.User(new(a.Agent, Manager: registry.UserOf(a.Manager), Office: a.Office))),
    ];

    public IEnumerable<Script> Products(Registry registry) => _products.Values.Select(registry.Product);

    public Script Account(Registry registry, string name, string agent, DateTimeOffset at) =>
        registry.Customer(name, _accounts[name], at, Actor.Person(registry.UserOf(agent)));

    private static Dictionary<string, string?> Attributes(Row row) =>
        new (string Name, string Value)[]
        {
            ("sector", row["sector"]),
            ("year", row["year_established"]),
            ("revenue", row["revenue"]),
            ("employees", row["employees"]),
            ("location", row["office_location"]),
            ("parent", row["subsidiary_of"]),
        }.Where(a => a.Value.Length > 0).ToDictionary(a => a.Name, string? (a) => a.Value);

    private static T Once<T>(Dictionary<string, T> known, string name, T value) =>
        known.TryAdd(name, value) ? value : throw new RowRejectedException($"{name} is in the file already.");

    private static string Spelt(string product) => product.Replace(" ", "", StringComparison.Ordinal);
}
