using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Customers.CustomerCommand;

namespace EventSourcedCrm.Domain.Tests.Customers;

public sealed class CustomerTests : DeciderSpec<Customer, CustomerCommand, CustomerFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly ContactPersonId Olga = new(Guid.NewGuid());
    private static readonly ContactPersonId Pavel = new(Guid.NewGuid());
    private static readonly ContactPersonDetails Director = new("Olga", "Director", "decides", [new("+39 055 1", "12")], ["olga@example.org"], "--05-17");

    private static readonly CustomerFact Registered = new CustomerRegistered(CustomerKind.Company, "Acme");
    private static readonly CustomerFact OlgaAdded = new ContactPersonAdded(Olga, Director);
    private static readonly CustomerFact Overridden = new CustomerStageOverridden(Stage.Lost, null, null, "Moved away");
    private static readonly CustomerFact Archived = new CustomerArchived("Out of business");

    [Fact]
    public void Every_command_has_its_answer_before_registration_active_and_archived() => Table(
        """
        Register | customer-registered | !customer-already-registered | !customer-already-registered
        ChangeDetails | !no-such-customer | customer-renamed | !customer-archived
        AddContactPerson | !no-such-customer | contact-person-added | !customer-archived
        ChangeContactPerson | !no-such-customer | contact-person-changed | !customer-archived
        RemoveContactPerson | !no-such-customer | contact-person-removed | !customer-archived
        Assign | !no-such-customer | customer-assigned | !customer-archived
        OverrideStage | !no-such-customer | customer-stage-overridden | !customer-archived
        ClearStageOverride | !no-such-customer | customer-stage-override-cleared | !customer-archived
        DeclareLost | !no-such-customer | customer-declared-lost | !customer-archived
        Archive | !no-such-customer | customer-archived | -
        Restore | !no-such-customer | - | customer-restored
        """,
        [[], [Registered, OlgaAdded, Overridden], [Registered, OlgaAdded, Overridden, Archived]],
        new Register(CustomerKind.Company, "Acme", new()), new ChangeDetails(new(Name: "Acme Ltd")), new AddContactPerson(Pavel, Director),
        new ChangeContactPerson(Olga, Director with { Role = "signs" }), new RemoveContactPerson(Olga), new Assign(Anna),
        new OverrideStage(Stage.Regular, StageClass.X, null, "Long contract"), new ClearStageOverride("Back"), new DeclareLost("Moved away"),
        new Archive("Out of business"), new Restore("Back in business"));

    [Fact]
    public void A_customer_is_registered_with_all_that_is_known() =>
        Given().When(new Register(CustomerKind.Company, "Acme", new(
            Roles: [CustomerRole.Supplier],
            Phones: [new("+39 055 1")],
            Emails: ["info@example.org"],
            Address: "Florence",
            Source: "fair",
            Attributes: new Dictionary<string, string?> { ["sector"] = "retail", ["unknown"] = null }), Anna)).Then(
            Registered,
            new CustomerRolesChanged([CustomerRole.Supplier]),
            new CustomerPhonesChanged([new("+39 055 1")]),
            new CustomerEmailsChanged(["info@example.org"]),
            new CustomerAddressChanged("Florence"),
            new CustomerSourceChanged("fair"),
            new CustomerAttributeChanged("sector", "retail"),
            new CustomerAssigned(Anna));

    [Fact]
    public void Only_the_fields_that_differ_change() =>
        Given(Registered, new CustomerSourceChanged("fair"))
            .When(new ChangeDetails(new(Name: "Acme", Source: "call", Roles: [CustomerRole.Buyer])))
            .Then(new CustomerSourceChanged("call"));

    [Fact]
    public void An_attribute_is_removed_by_giving_it_no_value()
    {
        var removal = new ChangeDetails(new(Attributes: new Dictionary<string, string?> { ["sector"] = null }));
        Given(Registered, new CustomerAttributeChanged("sector", "retail")).When(removal).Then(new CustomerAttributeChanged("sector", null));
        Given(Registered, new CustomerAttributeChanged("sector", null)).When(removal).ThenNothing();
    }

    [Fact]
    public void A_contact_person_is_added_once()
    {
        Given(Registered, OlgaAdded).When(new AddContactPerson(Olga, Director with { Phones = [new("+39 055 1", "12")] })).ThenNothing();
        Given(Registered, OlgaAdded).When(new AddContactPerson(Olga, Director with { Name = "Pavel" })).ThenRefused("contact-person-exists");
    }

    [Fact]
    public void Only_a_known_contact_person_can_be_changed()
    {
        Given(Registered).When(new ChangeContactPerson(Olga, Director)).ThenRefused("no-such-contact-person");
        Given(Registered, OlgaAdded).When(new ChangeContactPerson(Olga, Director)).ThenNothing();
        Given(Registered, OlgaAdded).When(new ChangeContactPerson(Olga, Director with { Birthday = "1980-05-17" }))
            .Then(new ContactPersonChanged(Olga, Director with { Birthday = "1980-05-17" }));
    }

    [Fact]
    public void Removing_a_contact_person_twice_changes_nothing() =>
        Given(Registered, OlgaAdded, new ContactPersonRemoved(Olga)).When(new RemoveContactPerson(Olga)).ThenNothing();

    [Fact]
    public void Assigning_to_the_manager_in_charge_changes_nothing() =>
        Given(Registered, new CustomerAssigned(Anna)).When(new Assign(Anna)).ThenNothing();

    [Fact]
    public void A_regular_customer_and_no_other_has_a_class()
    {
        Given(Registered).When(new OverrideStage(Stage.Regular, null, null, "Long contract")).ThenRefused("class-required");
        Given(Registered).When(new OverrideStage(Stage.Lost, StageClass.X, null, "Moved away")).ThenRefused("class-only-for-regular");
        Given(Registered).When(new OverrideStage(Stage.Lost, null, null, "Moved away")).Then(Overridden);
    }

    [Fact]
    public void There_is_nothing_to_clear_without_an_override()
    {
        Given(Registered).When(new ClearStageOverride("Back")).ThenNothing();
        Given(Registered, Overridden, new CustomerStageOverrideCleared("Back")).When(new ClearStageOverride("Back")).ThenNothing();
    }

    [Fact]
    public void A_restored_customer_is_as_before() =>
        Given(Registered, new CustomerAssigned(Anna), OlgaAdded, Archived, new CustomerRestored("Back")).When(new Assign(Anna)).ThenNothing();
}
