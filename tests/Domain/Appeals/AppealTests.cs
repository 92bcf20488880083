using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Appeals.AppealCommand;

namespace EventSourcedCrm.Domain.Tests.Appeals;

public sealed class AppealTests : DeciderSpec<Appeal, AppealCommand, AppealFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly UserId Boris = new(Guid.NewGuid());
    private static readonly GroupId Technicians = new(Guid.NewGuid());
    private static readonly AnswerId First = new(Guid.NewGuid());
    private static readonly AnswerId Second = new(Guid.NewGuid());
    private static readonly AppealDetails Details = new(AppealChannel.Phone, "The printer is silent", Kind: "fault");

    private static readonly AppealFact Registered = new AppealRegistered(Details);
    private static readonly AppealFact Taken = new AppealTakenInCharge(Anna);
    private static readonly AppealFact OnHold = new AppealPutOnHold("Waits for a part");
    private static readonly AppealFact Resumed = new AppealResumed();
    private static readonly AppealFact Answered = new AppealAnswered(First, "Plug it in");
    private static readonly AppealFact Closed = new AppealClosed(new("Plugged it in", 5));
    private static readonly AppealFact Reopened = new AppealReopened(null);

    [Fact]
    public void Every_command_has_its_answer_before_registration_open_on_hold_and_closed() => Table(
        """
        Register | appeal-registered | !appeal-already-registered | !appeal-already-registered | !appeal-already-registered
        Assign | !no-such-appeal | appeal-assigned | appeal-assigned | !appeal-closed
        TakeInCharge | !no-such-appeal | appeal-taken-in-charge | appeal-taken-in-charge | appeal-reopened, appeal-taken-in-charge
        ForwardToUser | !no-such-appeal | appeal-forwarded-to-user | appeal-forwarded-to-user | !appeal-closed
        ForwardToGroup | !no-such-appeal | appeal-forwarded-to-group | appeal-forwarded-to-group | !appeal-closed
        PutOnHold | !no-such-appeal | appeal-put-on-hold | - | !appeal-closed
        Resume | !no-such-appeal | - | appeal-resumed | !appeal-closed
        Note | !no-such-appeal | appeal-noted | appeal-noted | appeal-noted
        Answer | !no-such-appeal | appeal-answered | appeal-resumed, appeal-answered | appeal-reopened, appeal-answered
        WithdrawAnswer | !no-such-appeal | appeal-answer-withdrawn | appeal-answer-withdrawn | appeal-answer-withdrawn
        Close | !no-such-appeal | appeal-closed | appeal-resumed, appeal-closed | !appeal-closed
        Reopen | !no-such-appeal | - | - | appeal-reopened
        Rate | !no-such-appeal | appeal-rated | appeal-rated | appeal-rated
        """,
        [[], [Registered, Answered], [Registered, Answered, OnHold], [Registered, Answered, Closed]],
        new Register(Details), new Assign(Anna), new TakeInCharge(Anna), new ForwardToUser(Anna), new ForwardToGroup(Technicians),
        new PutOnHold("Waits for a part"), new Resume(), new Note("Called again"), new Answer(Second, "Switch it on"),
        new WithdrawAnswer(First, "Wrong customer"), new Close(new("Switched it on")), new Reopen("Silent again"), new Rate(4));

    [Fact]
    public void An_appeal_may_be_assigned_as_it_is_registered() =>
        Given().When(new Register(Details, Anna)).Then(Registered, new AppealAssigned(Anna));

    [Fact]
    public void Who_is_in_charge_takes_it_in_charge_only_once()
    {
        Given(Registered, Taken).When(new TakeInCharge(Anna)).ThenNothing();
        Given(Registered, Taken, Answered, OnHold).When(new TakeInCharge(Anna)).ThenNothing();
    }

    [Fact]
    public void Another_person_may_take_it_in_charge_and_the_first_again()
    {
        var byBoris = new AppealTakenInCharge(Boris);
        Given(Registered, Taken).When(new TakeInCharge(Boris)).Then(byBoris);
        Given(Registered, Taken, byBoris).When(new TakeInCharge(Anna)).Then(Taken);
    }

    [Fact]
    public void Being_assigned_is_not_yet_being_in_charge() =>
        Given(Registered, new AppealAssigned(Anna)).When(new TakeInCharge(Anna)).Then(Taken);

    [Fact]
    public void What_was_forwarded_or_reopened_is_in_nobodys_charge()
    {
        Given(Registered, Taken, new AppealForwardedToGroup(Technicians)).When(new TakeInCharge(Anna)).Then(Taken);
        Given(Registered, Taken, new AppealForwardedToUser(Boris)).When(new TakeInCharge(Anna)).Then(Taken);
        Given(Registered, Taken, Closed, Reopened).When(new TakeInCharge(Anna)).Then(Taken);
    }

    [Fact]
    public void Giving_it_to_whom_it_lies_with_changes_nothing()
    {
        Given(Registered, Taken).When(new Assign(Anna)).ThenNothing();
        Given(Registered, new AppealAssigned(Anna)).When(new ForwardToUser(Anna)).ThenNothing();
        Given(Registered, new AppealForwardedToGroup(Technicians)).When(new ForwardToGroup(Technicians)).ThenNothing();
    }

    [Fact]
    public void Taking_or_answering_a_closed_appeal_reopens_it_first()
    {
        Given(Registered, Taken, Closed).When(new TakeInCharge(Anna)).Then(Reopened, Taken);
        Given(Registered, Closed).When(new Answer(First, "Plug it in")).Then(Reopened, Answered);
    }

    [Fact]
    public void Answering_or_closing_one_on_hold_ends_the_hold_first()
    {
        Given(Registered, OnHold).When(new Answer(First, "Plug it in")).Then(Resumed, Answered);
        Given(Registered, OnHold).When(new Close(new("Plugged it in", 5))).Then(Resumed, Closed);
    }

    [Fact]
    public void An_appeal_may_be_answered_and_held_several_times()
    {
        Given(Registered, Answered).When(new Answer(Second)).Then(new AppealAnswered(Second, null));
        Given(Registered, OnHold, Resumed).When(new PutOnHold("Waits for a part")).Then(OnHold);
        Given(Registered, OnHold).When(new PutOnHold("Still waits")).Then(new AppealPutOnHold("Still waits"));
        Given(Registered, OnHold).When(new PutOnHold()).ThenNothing();
    }

    [Fact]
    public void Closing_again_without_anything_new_changes_nothing()
    {
        Given(Registered, Closed).When(new Close(new("Plugged it in", 5))).ThenNothing();
        Given(Registered, Closed).When(new Close(AppealClosing.Untold)).ThenNothing();
        Given(Registered, Closed).When(new Close(new("Plugged it in", 50))).ThenRefused("appeal-closed");
    }

    [Fact]
    public void An_answer_is_given_once()
    {
        Given(Registered, Answered).When(new Answer(First, "Plug it in")).ThenNothing();
        Given(Registered, Answered).When(new Answer(First, "Something else")).ThenRefused("answer-already-given");
        Given(Registered, Answered, new AppealAnswerWithdrawn(First, "Wrong")).When(new Answer(First, "Plug it in")).ThenRefused("answer-already-given");
    }

    [Fact]
    public void Only_an_answer_that_was_given_can_be_withdrawn_and_only_once()
    {
        Given(Registered, Answered).When(new WithdrawAnswer(Second, "Wrong")).ThenRefused("no-such-answer");
        Given(Registered, Answered, new AppealAnswerWithdrawn(First, "Wrong")).When(new WithdrawAnswer(First, "Wrong")).ThenNothing();
    }

    [Fact]
    public void An_answer_can_be_withdrawn_as_of_its_own_instant_though_the_appeal_was_closed_since()
    {
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var chronology = new Chronology().After(Answered, noon).After(Closed, noon.AddDays(1));

        chronology.Check(new AppealAnswerWithdrawn(First, "Wrong"), noon).ShouldBeNull();
        chronology.Check(Answered, noon).ShouldNotBeNull();
    }

    [Fact]
    public void Only_what_was_answered_or_closed_can_be_rated()
    {
        Given(Registered).When(new Rate(5)).ThenRefused("nothing-to-rate");
        Given(Registered, Answered, new AppealAnswerWithdrawn(First, "Wrong")).When(new Rate(5)).ThenRefused("nothing-to-rate");
        Given(Registered, Closed).When(new Rate(5, "Quick")).Then(new AppealRated(5, "Quick"));
    }

    [Fact]
    public void A_rating_is_from_1_to_5_and_may_be_changed()
    {
        Given(Registered, Answered).When(new Rate(0)).ThenRefused("score-out-of-range");
        Given(Registered, Answered).When(new Rate(6)).ThenRefused("score-out-of-range");
        Given(Registered, Answered, new AppealRated(5, null)).When(new Rate(1)).Then(new AppealRated(1, null));
        Given(Registered, Answered, new AppealRated(5, null)).When(new Rate(5)).ThenNothing();
    }

    [Fact]
    public void Nobody_spends_less_than_no_time() =>
        Given(Registered).When(new Close(new("Plugged it in", -1))).ThenRefused("minutes-negative");
}
