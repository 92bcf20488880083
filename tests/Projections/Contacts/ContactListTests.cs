using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.Projections.Contacts;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Contacts;

public sealed class ContactListTests
{
    private const string State = "select state, at, happened_at, reason, revision from contact";

    private static readonly ContactDetails Call = new(
        ContactKind.Call, Direction.Outgoing, Id<UserId>(7), "The offer", Id<ContactPersonId>(3), Importance.Important, "consultation");

    private static readonly ContactPlanned Planned = new(Call, Day(10), Day(9));

    [Fact]
    public Task A_planned_contact_is_listed_with_what_is_planned() => new Given()
        .Contact(1, 2, Planned)
        .Then<ContactList>(
            """
            select contact_id, customer_id, state, at, kind, direction, contact_group, importance, person_id, responsible_id, subject,
                   due_at, remind_at, happened_at, minutes, outcome, reason, revision
            from contact
            """,
            "#1, #2, planned, 2026-01-10, call, outgoing, consultation, important, #3, #7, The offer, 2026-01-10, 2026-01-09, –, –, –, –, 0");

    [Fact]
    public Task A_rescheduled_contact_is_due_at_the_later_instant() => new Given()
        .Contact(1, 2, Planned, new ContactRescheduled(Day(12), null))
        .Then<ContactList>("select state, at, due_at, remind_at, revision from contact", "planned, 2026-01-12, 2026-01-12, –, 1");

    [Fact]
    public Task A_reassigned_contact_is_the_other_users() => new Given()
        .Contact(1, 2, Planned, new ContactReassigned(Id<UserId>(8)))
        .Then<ContactList>("select responsible_id, revision from contact", "#8, 1");

    [Fact]
    public Task A_completed_contact_stands_at_when_it_happened_and_still_says_when_it_was_due() => new Given()
        .Contact(1, 2, Planned, new ContactCompleted(Call with { Kind = ContactKind.Meeting, Importance = Importance.Minor }, 30, "Agreed"))
        .Then<ContactList>(
            "select state, at, due_at, happened_at, kind, importance, minutes, outcome, revision from contact",
            "completed, 2026-01-02, 2026-01-10, 2026-01-02, meeting, minor, 30, Agreed, 1");

    [Fact]
    public Task A_contact_nobody_planned_is_listed_once_it_is_recorded() => new Given()
        .Contact(1, 2, new ContactCompleted(Call, null, Personal.Erased))
        .Then<ContactList>(
            "select customer_id, state, at, due_at, happened_at, responsible_id, minutes, outcome, revision from contact",
            "#2, completed, 2026-01-01, –, 2026-01-01, #7, –, –, 0");

    [Fact]
    public Task A_cancelled_contact_says_why() => new Given()
        .Contact(1, 2, Planned, new ContactCancelled("On holiday"))
        .Then<ContactList>(State, "cancelled, 2026-01-10, –, On holiday, 1");

    [Fact]
    public Task A_withdrawn_contact_stays_listed_as_withdrawn() => new Given()
        .Contact(1, 2, new ContactCompleted(Call, 5, null), new ContactWithdrawn("Another customer"))
        .Then<ContactList>(State, "withdrawn, 2026-01-01, 2026-01-01, Another customer, 1");

    [Fact]
    public Task A_contact_can_be_linked_to_several_appeals_and_deals() => new Given()
        .Contact(1, 2, Planned, new ContactLinkedToDeal(Id<DealId>(4)), new ContactLinkedToAppeal(Id<AppealId>(5)), new ContactLinkedToDeal(Id<DealId>(6)))
        .Then<ContactList>(
            "select contact_id, target, target_id, revision from contact_link join contact using (contact_id) order by target_id",
            "#1, deal, #4, 3", "#1, appeal, #5, 3", "#1, deal, #6, 3");

    [Fact]
    public Task Names_are_those_of_today_whichever_came_first() => new Given()
        .Contact(1, 2, Planned)
        .Customer(2, new CustomerRegistered(CustomerKind.Company, "Atlas"))
        .Registry("user", 7, new UserRegistered("Ann", UserRole.Operator, null, null), new UserRenamed("Anna"))
        .Customer(2, new CustomerRenamed("Atlas Trade"))
        .Then<ContactList>(
            """
            select c.name, u.name from contact
            left join contact_list_customer c on c.id = customer_id
            left join contact_list_user u on u.id = responsible_id
            """,
            "Atlas Trade, Anna");
}
