using System.Globalization;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Customers.CustomerCommand;

namespace EventSourcedCrm.Host.Demo;

/// <summary>Two years with one customer: how they came, what they bought, asked and were asked, and how it may have ended.</summary>
internal sealed class CustomerLife(Journal journal, Chance chance, Company company, int number)
{
    private static readonly string[] Sources = ["recommendation", "trade fair", "web site", "advertisement", "cold call"];
    private static readonly string[] Positions = ["Owner", "Head of purchasing", "Accountant", "Engineer", "Assistant"];
    private static readonly string[] Sectors = ["retail", "manufacturing", "construction", "hospitality", "agriculture", "public sector"];

    private readonly CustomerId _id = new(journal.NewId("customer", number));
    private readonly Tale<Customer, CustomerCommand, CustomerFact> _tale = new(journal, journal.NewId("customer", number), company.Start, new(journal.NewId("customer", number)));
    private UserId _manager = chance.Of(company.Managers);

    public void Tell()
    {
        // Half of them are there from the first months on, so that most have a history.
        var registeredAt = chance.WorkingTime(company.Start, chance.OneIn(2) ? chance.Between(0, 90) : chance.Between(90, 700));
        Register(registeredAt);
        var persons = Introduce(registeredAt);
        var purchases = new BuyingHabit(chance).Purchases(registeredAt, journal.End);
        var relation = new Relation(journal, chance, company, _id, registeredAt, _manager, persons, number);

        foreach (var (wonAt, index) in purchases.Select((at, index) => (at, index))) new DealLife(relation, index).IsWon(wonAt);
        var chances = chance.Between(0, 3);
        for (var i = 0; i < chances; i++) new DealLife(relation, purchases.Count + i).IsNotWon(relation.SomeTime());
        new AppealLife(relation).Tell();
        new ContactLife(relation).Tell();
        Turns(relation);
    }

    private void Register(DateTimeOffset at)
    {
        var isPerson = chance.OneIn(5);
        var name = isPerson ? chance.Fake.Name.FullName() : chance.Fake.Company.CompanyName();
        var attributes = new Dictionary<string, string?> { ["sector"] = isPerson ? "private" : chance.Of(Sectors) };
        CustomerRole[]? roles = chance.OneIn(25) ? [CustomerRole.Supplier] : chance.OneIn(25) ? [CustomerRole.Buyer, CustomerRole.Partner] : null;
        _tale.Tell(new Register(isPerson ? CustomerKind.Person : CustomerKind.Company, name, new(
            Roles: roles,
            Phones: [new(chance.Fake.Phone.PhoneNumber("+1 ### ### ####"))],
            Emails: [chance.Fake.Internet.Email(provider: "example.com")],
            Address: chance.Fake.Address.FullAddress(),
            Source: chance.Of(Sources),
            Attributes: attributes), _manager), at, _manager);
    }

    private List<ContactPersonId> Introduce(DateTimeOffset at)
    {
        var persons = Enumerable.Range(0, chance.Between(1, 3)).Select(i => new ContactPersonId(journal.NewId("contact-person", number, i))).ToList();
        foreach (var person in persons)
        {
            var (first, last) = (chance.Fake.Name.FirstName(), chance.Fake.Name.LastName());
            var birthday = chance.OneIn(2) ? new Personal($"--{chance.Between(1, 12):00}-{chance.Between(1, 28):00}") : (Personal?)null;
            _tale.Tell(new AddContactPerson(person, new($"{first} {last}", chance.Of(Positions), null,
                [new(chance.Fake.Phone.PhoneNumber("+1 ### ### ####"), new Personal(chance.Between(10, 99).ToString(CultureInfo.InvariantCulture)))],
                [chance.Fake.Internet.Email(first, last, "example.com")], birthday)), at.AddMinutes(5), _manager);
        }
        return persons;
    }

    /// <summary>What changes in the record itself, in the order of time.</summary>
    private void Turns(Relation relation)
    {
        if (chance.OneIn(6)) _tale.Tell(new ChangeDetails(new(Address: chance.Fake.Address.FullAddress())), relation.SomeTime(), _manager);
        if (chance.OneIn(8))
        {
            _manager = chance.Of(company.Managers);
            _tale.Tell(new Assign(_manager), Later(60), company.Head);
        }
        if (chance.OneIn(20))
        {
            _tale.Tell(new OverrideStage(Stage.Regular, StageClass.X, null, "A framework agreement was signed."), Later(30), company.Head);
            if (chance.OneIn(2)) _tale.Tell(new ClearStageOverride("The framework agreement has ended."), Later(180), company.Head);
        }
        if (chance.OneIn(30)) _tale.Tell(new DeclareLost("They work with somebody else now."), Later(90), _manager);
        if (chance.OneIn(40)) _tale.Tell(new Archive("The company was closed."), chance.WorkingTime(journal.End, -chance.Between(5, 60)), company.Head);

        DateTimeOffset Later(int days) => chance.WorkingTime(_tale.LastAt, chance.Between(1, days));
    }
}
