using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>A customer as a report shows and filters it, as it was from one instant to another.</summary>
public sealed record CustomerVersion(
    CustomerId CustomerId, CustomerKind Kind, DateTimeOffset RegisteredAt, Personal Name, UserId? ManagerId, bool Archived);

/// <summary>Customers with name, manager and archiving over time: in every projection whose report is asked as of an instant.</summary>
/// <param name="table">Its name.</param>
/// <param name="indexes">Beside those of the key and of the archived.</param>
public sealed class CustomersOverTime(string table, params string[] indexes) : IComponent
{
    private readonly History<CustomerVersion> _customers = new(table, row => row.CustomerId, ["customer_id where archived", .. indexes]);

    public IEnumerable<Type> Handles => [typeof(CustomerRegistered), typeof(CustomerRenamed), typeof(CustomerAssigned), typeof(CustomerArchived), typeof(CustomerRestored)];

    public void Apply(Recorded happened)
    {
        if (happened is not { Fact: CustomerFact fact, Customer: { } customer, HappenedAt: var at }) return;
        switch (fact)
        {
            case CustomerRegistered f: _customers.Set(new(customer, f.Kind, at, f.Name, null, Archived: false), at, isNew: happened.Revision == 0); break;
            case CustomerRenamed f: Change(row => row with { Name = f.Name }); break;
            case CustomerAssigned f: Change(row => row with { ManagerId = f.Manager }); break;
            case CustomerArchived: Change(row => row with { Archived = true }); break;
            case CustomerRestored: Change(row => row with { Archived = false }); break;
        }

        void Change(Func<CustomerVersion, CustomerVersion> change) => _customers.Change(customer, at, change);
    }
}
