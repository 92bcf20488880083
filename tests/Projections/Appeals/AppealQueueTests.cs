using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Appeals;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Appeals;

public sealed class AppealQueueTests
{
    private const string Desk = "select state, responsible_id, group_id, in_charge, on_hold, revision from appeal";
    private const string Answers = "select state, first_answered_at, last_answered_at, jsonb_array_length(answers), cycles, revision from appeal";
    private const string Closing = "select state, closed_at, cycles, minutes, done, revision from appeal";

    private static readonly AppealRegistered Registered = new(new(
        AppealChannel.EMail, "It leaks", "The pump leaks since Monday", "complaint", Id<ProductId>(5), Id<ContactPersonId>(6), "major", "warranty"));

    [Fact]
    public Task A_registered_appeal_waits_for_somebody() => new Given()
        .Appeal(1, 2, Registered)
        .Then<AppealQueue>(
            """
            select appeal_id, customer_id, state, channel, kind, product_id, person_id, subject, text, seriousness, service_type, responsible_id,
                   group_id, registered_at, first_answered_at, last_answered_at, closed_at, cycles, minutes, rating, revision
            from appeal
            """,
            "#1, #2, registered, e-mail, complaint, #5, #6, It leaks, The pump leaks since Monday, major, warranty, –, –, 2026-01-01, –, –, –, 1, –, –, 0");

    [Fact]
    public Task An_assigned_appeal_lies_before_a_user() => new Given()
        .Appeal(1, 2, Registered, new AppealAssigned(Id<UserId>(7)))
        .Then<AppealQueue>(Desk, "assigned, #7, –, no, no, 1");

    [Fact]
    public Task An_appeal_taken_in_charge_is_being_worked_on() => new Given()
        .Appeal(1, 2, Registered, new AppealTakenInCharge(Id<UserId>(7)))
        .Then<AppealQueue>(Desk, "in-charge, #7, –, yes, no, 1");

    [Fact]
    public Task An_appeal_forwarded_to_a_user_is_no_longer_in_charge() => new Given()
        .Appeal(1, 2, Registered, new AppealTakenInCharge(Id<UserId>(7)), new AppealForwardedToUser(Id<UserId>(8)))
        .Then<AppealQueue>(Desk, "assigned, #8, –, no, no, 2");

    [Fact]
    public Task An_appeal_forwarded_to_a_group_lies_before_nobody_in_particular() => new Given()
        .Appeal(1, 2, Registered, new AppealAssigned(Id<UserId>(7)), new AppealForwardedToGroup(Id<GroupId>(4)))
        .Then<AppealQueue>(Desk, "assigned, –, #4, no, no, 2");

    [Fact]
    public Task An_appeal_on_hold_says_so() => new Given()
        .Appeal(1, 2, Registered, new AppealTakenInCharge(Id<UserId>(7)), new AppealPutOnHold(null))
        .Then<AppealQueue>(Desk, "on-hold, #7, –, yes, yes, 2");

    [Fact]
    public Task A_resumed_appeal_stands_where_it_stood() => new Given()
        .Appeal(1, 2, Registered, new AppealTakenInCharge(Id<UserId>(7)), new AppealPutOnHold(null), new AppealResumed())
        .Then<AppealQueue>(Desk, "in-charge, #7, –, yes, no, 3");

    [Fact]
    public Task A_note_moves_nothing() => new Given()
        .Appeal(1, 2, Registered, new AppealAssigned(Id<UserId>(7)), new AppealNoted("Called twice"))
        .Then<AppealQueue>(Desk, "assigned, #7, –, no, no, 2");

    [Fact]
    public Task An_answered_appeal_says_when_first_and_when_last() => new Given()
        .Appeal(1, 2, Registered, new AppealAnswered(Id<AnswerId>(1), "Tighten it"), new AppealNoted("-"), new AppealAnswered(Id<AnswerId>(2), null))
        .Then<AppealQueue>(Answers, "answered, 2026-01-02, 2026-01-04, 2, 1, 3");

    [Fact]
    public Task An_automatic_receipt_is_no_answer() => new Given()
        .By(new(ActorKind.Automation, "receipts"))
        .Appeal(1, 2, Registered, new AppealAnswered(Id<AnswerId>(1), "We got it"))
        .Then<AppealQueue>(Answers, "registered, –, –, 0, 1, 1");

    [Fact]
    public Task A_withdrawn_answer_was_never_given() => new Given()
        .Appeal(1, 2, Registered, new AppealAnswered(Id<AnswerId>(1), null), new AppealAnswered(Id<AnswerId>(2), null))
        .Appeal(1, 2, new AppealAnswerWithdrawn(Id<AnswerId>(1), "Wrong customer"))
        .Appeal(3, 2, Registered, new AppealAnswered(Id<AnswerId>(3), null), new AppealAnswerWithdrawn(Id<AnswerId>(3), "Wrong customer"))
        .Then<AppealQueue>(Answers + " order by appeal_id", "answered, 2026-01-03, 2026-01-03, 1, 1, 3", "registered, –, –, 0, 1, 2");

    [Fact]
    public Task A_closed_appeal_says_what_was_done_and_how_long_it_took() => new Given()
        .Appeal(1, 2, Registered, new AppealClosed(new("New gasket", 20)))
        .Then<AppealQueue>(Closing, "closed, 2026-01-02, 1, 20, New gasket, 1");

    [Fact]
    public Task A_reopened_appeal_begins_another_cycle_with_nobody_in_charge() => new Given()
        .Appeal(1, 2, Registered, new AppealTakenInCharge(Id<UserId>(7)), new AppealClosed(new(null, 20)), new AppealReopened("It leaks again"))
        .Then<AppealQueue>("select state, responsible_id, in_charge, closed_at, cycles, minutes, revision from appeal", "assigned, #7, no, –, 2, 20, 3");

    [Fact]
    public Task An_answer_of_an_earlier_cycle_answers_only_that() => new Given()
        .Appeal(1, 2, Registered, new AppealAnswered(Id<AnswerId>(1), null), new AppealClosed(AppealClosing.Untold), new AppealReopened(null))
        .Then<AppealQueue>(Answers, "registered, 2026-01-02, 2026-01-02, 1, 2, 3");

    [Fact]
    public Task Minutes_of_every_closing_add_up_where_they_were_told() => new Given()
        .Appeal(1, 2, Registered, new AppealClosed(new(null, 20)), new AppealReopened(null), new AppealClosed(AppealClosing.Untold))
        .Appeal(1, 2, new AppealReopened(null), new AppealClosed(new("Replaced", 5)))
        .Then<AppealQueue>(Closing, "closed, 2026-01-06, 3, 25, Replaced, 5");

    [Fact]
    public Task The_last_rating_stands() => new Given()
        .Appeal(1, 2, Registered, new AppealClosed(AppealClosing.Untold), new AppealRated(2, null), new AppealRated(4, "After all"))
        .Then<AppealQueue>("select rating, minutes, revision from appeal", "4, –, 3");

    [Fact]
    public Task Names_are_those_of_today_whichever_came_first() => new Given()
        .Appeal(1, 2, Registered, new AppealForwardedToGroup(Id<GroupId>(4)))
        .Customer(2, new CustomerRegistered(CustomerKind.Person, "Eve"))
        .Registry("user", 7, new UserRegistered("Ann", null, null, null))
        .Registry("group", 4, new GroupFormed("Repairs"), new GroupRenamed("Workshop"))
        .Registry("product", 5, new ProductRegistered("Pump", null, null))
        .Then<AppealQueue>(
            """
            select c.name, u.name, g.name, p.name from appeal
            left join appeal_queue_customer c on c.id = customer_id
            left join appeal_queue_user u on u.id = responsible_id
            left join appeal_queue_group g on g.id = group_id
            left join appeal_queue_product p on p.id = product_id
            """,
            "Eve, –, Workshop, Pump");
}
