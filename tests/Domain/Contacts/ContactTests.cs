using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Contacts.ContactCommand;

namespace EventSourcedCrm.Domain.Tests.Contacts;

public sealed class ContactTests : DeciderSpec<Contact, ContactCommand, ContactFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly UserId Boris = new(Guid.NewGuid());
    private static readonly AppealId Appeal = new(Guid.NewGuid());
    private static readonly DealId Deal = new(Guid.NewGuid());
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ContactDetails Call = new(ContactKind.Call, Direction.Outgoing, Anna, "The new price list", Group: "consultation");

    private static readonly ContactFact Planned = new ContactPlanned(Call, Noon, Noon.AddHours(-1));
    private static readonly ContactFact Completed = new ContactCompleted(Call, 15, "Wants an offer");
    private static readonly ContactFact Cancelled = new ContactCancelled("On leave");
    private static readonly ContactFact Withdrawn = new ContactWithdrawn("Another customer");

    [Fact]
    public void Every_command_has_its_answer_before_planning_planned_completed_cancelled_and_withdrawn() => Table(
        """
        Plan | contact-planned | !contact-already-entered | !contact-already-entered | !contact-already-entered | !contact-already-entered
        RecordCompleted | contact-completed | !contact-already-entered | !contact-already-entered | !contact-already-entered | !contact-already-entered
        Reschedule | !no-such-contact | contact-rescheduled | !contact-completed | !contact-cancelled | !contact-withdrawn
        Reassign | !no-such-contact | contact-reassigned | !contact-completed | !contact-cancelled | !contact-withdrawn
        Complete | !no-such-contact | contact-completed | !contact-completed | !contact-cancelled | !contact-withdrawn
        Cancel | !no-such-contact | contact-cancelled | !contact-completed | - | !contact-withdrawn
        Withdraw | !no-such-contact | !contact-not-completed | contact-withdrawn | !contact-cancelled | -
        LinkToAppeal | !no-such-contact | contact-linked-to-appeal | contact-linked-to-appeal | contact-linked-to-appeal | !contact-withdrawn
        LinkToDeal | !no-such-contact | contact-linked-to-deal | contact-linked-to-deal | contact-linked-to-deal | !contact-withdrawn
        """,
        [[], [Planned], [Planned, Completed], [Planned, Cancelled], [Completed, Withdrawn]],
        new Plan(Call, Noon), new RecordCompleted(Call), new Reschedule(Noon), new Reassign(Boris), new Complete(20), new Cancel("On leave"),
        new Withdraw("Another customer"), new LinkToAppeal(Appeal), new LinkToDeal(Deal));

    [Fact]
    public void A_contact_is_planned_with_what_it_belongs_to() =>
        Given().When(new Plan(Call, Noon, Noon.AddMinutes(-10), Appeal, Deal)).Then(
            new ContactPlanned(Call, Noon, Noon.AddMinutes(-10)), new ContactLinkedToAppeal(Appeal), new ContactLinkedToDeal(Deal));

    [Fact]
    public void A_contact_nobody_planned_counts_like_a_planned_one() =>
        Given().When(new RecordCompleted(Call, 15, "Wants an offer", Deal: Deal)).Then(Completed, new ContactLinkedToDeal(Deal));

    [Fact]
    public void A_completed_contact_tells_how_its_plan_stood() =>
        Given(Planned, new ContactReassigned(Boris)).When(new Complete(15, "Wants an offer")).Then(
            new ContactCompleted(Call with { Responsible = Boris }, 15, "Wants an offer"));

    [Fact]
    public void A_contact_may_take_place_for_an_unknown_time_or_none() =>
        Given(Planned).When(new Complete()).Then(new ContactCompleted(Call, null, null));

    [Fact]
    public void Nothing_lasts_less_than_no_time()
    {
        Given(Planned).When(new Complete(-1)).ThenRefused("minutes-negative");
        Given().When(new RecordCompleted(Call, -1)).ThenRefused("minutes-negative");
    }

    [Fact]
    public void A_reminder_comes_no_later_than_the_contact()
    {
        Given().When(new Plan(Call, Noon, Noon)).Then(new ContactPlanned(Call, Noon, Noon));
        Given().When(new Plan(Call, Noon, Noon.AddTicks(1))).ThenRefused("reminder-after-due");
        Given(Planned).When(new Reschedule(Noon, Noon.AddTicks(1))).ThenRefused("reminder-after-due");
    }

    [Fact]
    public void Rescheduling_to_the_same_instants_changes_nothing()
    {
        Given(Planned).When(new Reschedule(Noon, Noon.AddHours(-1))).ThenNothing();
        Given(Planned).When(new Reschedule(Noon)).Then(new ContactRescheduled(Noon, null));
        Given(Planned, new ContactRescheduled(Noon, null)).When(new Reschedule(Noon)).ThenNothing();
    }

    [Fact]
    public void Reassigning_to_the_responsible_user_changes_nothing() =>
        Given(Planned, new ContactReassigned(Boris)).When(new Reassign(Boris)).ThenNothing();

    [Fact]
    public void Completing_again_in_the_same_words_changes_nothing() =>
        Given(Planned, Completed).When(new Complete(15, "Wants an offer")).ThenNothing();

    [Fact]
    public void A_link_is_made_once_and_survives_completion()
    {
        Given(Planned, new ContactLinkedToDeal(Deal), Completed).When(new LinkToDeal(Deal)).ThenNothing();
        Given(Planned, new ContactLinkedToDeal(Deal), Completed).When(new LinkToAppeal(Appeal)).Then(new ContactLinkedToAppeal(Appeal));
    }
}
