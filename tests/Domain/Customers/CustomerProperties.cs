using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Customers.CustomerCommand;

namespace EventSourcedCrm.Domain.Tests.Customers;

public sealed class CustomerProperties : DeciderProperties<Customer, CustomerCommand, CustomerFact>
{
    private static readonly ContactPersonId Olga = new(Guid.NewGuid());
    private static readonly ContactPersonDetails Director = new("Olga", "Director", null, [new("+39 055 1")], [], null);

    protected override IReadOnlyList<CustomerCommand> Samples { get; } =
    [
        new Register(CustomerKind.Company, "Acme", new(Source: "fair")),
        new ChangeDetails(new()),
        new ChangeDetails(new(Name: "Acme Ltd", Roles: [CustomerRole.Partner])),
        new ChangeDetails(new(Phones: [new("+39 055 1", "12")], Emails: ["info@example.org"], Address: "Florence", Source: "call")),
        new ChangeDetails(new(Phones: [])),
        new ChangeDetails(new(Attributes: new Dictionary<string, string?> { ["sector"] = "retail" })),
        new ChangeDetails(new(Attributes: new Dictionary<string, string?> { ["sector"] = null })),
        new AddContactPerson(Olga, Director),
        new AddContactPerson(Olga, Director with { Name = "Pavel" }),
        new ChangeContactPerson(Olga, Director),
        new ChangeContactPerson(Olga, Director with { Birthday = "--05-17" }),
        new RemoveContactPerson(Olga),
        new Assign(new(Guid.NewGuid())),
        new Assign(new(Guid.NewGuid())),
        new OverrideStage(Stage.Regular, StageClass.X, null, "Long contract"),
        new OverrideStage(Stage.Regular, null, null, "Long contract"),
        new OverrideStage(Stage.Lost, StageClass.X, null, "Moved away"),
        new ClearStageOverride("Back"),
        new DeclareLost("Moved away"),
        new Archive("Out of business"),
        new Restore("Back in business"),
    ];

    /// <summary>Each covers a period of its own, by the instant it is dated.</summary>
    protected override bool MayRepeat(CustomerCommand command) => command is OverrideStage or DeclareLost;
}
