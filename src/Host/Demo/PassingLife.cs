using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Demo;

/// <summary>One of the many customers a large company hardly knows: a name, a number, a call or two, perhaps a purchase or a question.</summary>
internal sealed class PassingLife(Journal journal, Chance chance, Company company, int number)
{
    private readonly CustomerId _id = new(journal.NewId("customer", number));
    private readonly UserId _manager = chance.Of(company.Managers);

    public void Tell()
    {
        var registeredAt = chance.WorkingTime(company.Start, chance.Between(0, 700));
        new Tale<Customer, CustomerCommand, CustomerFact>(journal, _id.Value, company.Start, _id).Tell(
            new CustomerCommand.Register(CustomerKind.Person, chance.Fake.Name.FullName(),
                new(Phones: [new(chance.Fake.Phone.PhoneNumber("+1 ### ### ####"))]), _manager), registeredAt, _manager);
        var relation = new Relation(journal, chance, company, _id, registeredAt, _manager, [], number);

        Calls(relation, chance.Between(1, 2));
        if (chance.OneIn(3)) new DealLife(relation, 0).IsWon(relation.SomeTime());
        if (chance.OneIn(4)) Asks(relation);
    }

    private void Calls(Relation relation, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var tale = relation.Begin<Contact, ContactCommand, ContactFact>("contact", i);
            var (at, details) = (relation.SomeTime(), new ContactDetails(ContactKind.Call, Direction.Outgoing, _manager, "First conversation"));
            tale.Tell(new ContactCommand.Plan(details, at.AddDays(1), null), at, _manager);
            if (!chance.OneIn(5)) tale.Tell(new ContactCommand.Complete(chance.Between(2, 20), "Will call back."), at.AddDays(1), _manager);
        }
    }

    private void Asks(Relation relation)
    {
        var tale = relation.Begin<Appeal, AppealCommand, AppealFact>("appeal", 0);
        var at = relation.SomeTime();
        tale.Tell(new AppealCommand.Register(new(AppealChannel.Phone, "What does it cost?", Kind: "question"), _manager), at, Actor.Person(_manager));
        tale.Tell(new AppealCommand.Answer(new(relation.NewId("answer", 0)), "Told the price."), at.AddHours(chance.Between(0.5, 90.0)), _manager);
    }
}
