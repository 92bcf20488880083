using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Appeals;

public sealed class FirstResponseReportTests
{
    private const double Microsecond = 1 / 86_400_000_000.0;

    private static Story Desk() => new Story().User(1, "Ann").User(2, "Bob").Product(1, "Lamp").Registered(1, 0).Registered(2, 0);

    [Fact]
    public async Task Answered_at_exactly_48_hours_is_within_and_a_microsecond_later_late()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 3, Answered(1))
            .Appeal(2, 1, 1, Asked()).Appeal(2, 1, 3 + Microsecond, Answered(2))
            .Appeal(3, 1, 1, Asked(), Answered(3));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("appealId", "outcome").ShouldBe(["#1 within", "#2 late", "#3 within"]);
    }

    [Fact]
    public async Task Unanswered_at_exactly_48_hours_is_waiting_and_a_microsecond_later_overdue()
    {
        await using var rig = await ReportRig.Of(Desk().Appeal(1, 1, 1, Asked()).Facts);

        (await Totals(rig, $"asOf={On(3)}", "cases", "answered", "unanswered", "overdue", "waiting")).ShouldBe("1 0 1 0 1");
        (await Totals(rig, $"asOf={On(3 + Microsecond)}", "cases", "answered", "unanswered", "overdue", "waiting")).ShouldBe("1 0 1 1 0");
    }

    [Fact]
    public async Task Figures_of_nothing_are_null_and_unanswered_cases_stay_in_the_denominator()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1))
            .Appeal(2, 1, 1, Asked()).Appeal(2, 1, 5, Answered(2))
            .Appeal(3, 2, 1, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        (await Totals(rig, "", "cases", "within", "late", "overdue", "shareWithin", "medianHours")).ShouldBe("3 1 1 1 0.3333333333333333 60");
        Number(await rig.Get("first-response"), "p90Hours").ShouldBe(24 + (0.9 * 72), 1e-9);
        (await Totals(rig, "to=2020-01-01", "cases", "shareWithin", "medianHours", "p90Hours")).ShouldBe("0 - - -");
        (await Totals(rig, $"asOf={On(1)}", "cases", "shareWithin", "medianHours")).ShouldBe("3 0 -");
    }

    [Fact]
    public async Task A_withdrawn_answer_counts_until_it_is_withdrawn_and_the_next_one_from_then_on()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).By(1).Appeal(1, 1, 2, Answered(1)).By(2).Appeal(1, 1, 6, Answered(2))
            .Appeal(1, 1, 8, new AppealAnswerWithdrawn(Id<AnswerId>(1), "wrong customer"))
            .Appeal(1, 1, 10, new AppealAnswerWithdrawn(Id<AnswerId>(2), "wrong too"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await At(1.5)).ShouldBe("waiting - -");
        (await At(7)).ShouldBe("within 24 Ann");
        (await At(8)).ShouldBe("late 120 Bob");
        (await At(10)).ShouldBe("overdue - -");

        async Task<string> At(double day) => (await rig.Get($"first-response?asOf={On(day)}"))["rows"].Of("outcome", "hours", "responder").Single();
    }

    [Fact]
    public async Task An_answer_withdrawn_at_its_own_instant_never_counted()
    {
        var story = Desk().Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1), new AppealAnswerWithdrawn(Id<AnswerId>(1), "a slip"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("outcome").ShouldBe(["overdue"]);
    }

    [Fact]
    public async Task Automations_holds_and_closing_do_not_respond()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).By(new Actor(ActorKind.Automation, "receipt")).Appeal(1, 1, 1, Answered(1)).By(1)
            .Appeal(1, 1, 2, new AppealPutOnHold(null)).Appeal(1, 1, 9, new AppealResumed(), new AppealClosed(AppealClosing.Untold));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("outcome").ShouldBe(["overdue"]);
    }

    [Fact]
    public async Task Reopening_keeps_the_first_response_and_leaves_an_unanswered_case_unanswered()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1), new AppealClosed(AppealClosing.Untold)).Appeal(1, 1, 9, new AppealReopened(null), Answered(2))
            .Appeal(2, 1, 1, Asked(), new AppealClosed(AppealClosing.Untold)).Appeal(2, 1, 2, new AppealReopened(null), Answered(3));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("appealId", "outcome", "hours").ShouldBe(["#1 within 24", "#2 overdue -"]);
    }

    [Fact]
    public async Task Assignment_and_reaction_are_told_apart()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 1.5, new AppealAssigned(Id<UserId>(1))).Appeal(1, 1, 2, Answered(1))
            .Appeal(2, 1, 1, Asked()).Appeal(2, 1, 2, Answered(2)).Appeal(2, 1, 3, new AppealTakenInCharge(Id<UserId>(1)))
            .Appeal(3, 1, 1, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("assignmentLagHours", "reactionLagHours").ShouldBe(["12 12", "48 -", "- -"]);
        (await rig.Get($"first-response?asOf={On(2.5)}"))["rows"].Of("assignmentLagHours").ShouldBe(["12", "-", "-"]);
        var totals = (await rig.Get("first-response"))["totals"]!;
        totals["assignmentLag"]!.ToJsonString().ShouldBe("""{"cases":2,"medianHours":30,"p90Hours":44.4}""");
        totals["reactionLag"]!.ToJsonString().ShouldBe("""{"cases":1,"medianHours":12,"p90Hours":12}""");
    }

    [Fact]
    public async Task A_case_first_assigned_after_its_reopening_was_assigned()
    {
        var story = Desk().Appeal(1, 1, 1, Asked(), new AppealClosed(AppealClosing.Untold)).Appeal(1, 1, 3, new AppealReopened(null), new AppealTakenInCharge(Id<UserId>(1)));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("assignmentLagHours", "reactionLagHours").ShouldBe(["48 -"]);
    }

    [Fact]
    public async Task The_manager_is_whose_appeal_it_was_else_who_answered_for_the_customer_then()
    {
        var story = Desk()
            .Customer(1, 0, new CustomerAssigned(Id<UserId>(1)))
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1))
            .Customer(1, 3, new CustomerAssigned(Id<UserId>(2)))
            .Appeal(2, 1, 4, Asked(), new AppealAssigned(Id<UserId>(1))).Appeal(2, 1, 5, new AppealForwardedToGroup(Id<GroupId>(1))).Appeal(2, 1, 6, Answered(2))
            .Appeal(3, 2, 7, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response"))["rows"].Of("manager", "managerAtResponse").ShouldBe(["Ann Ann", "Ann Bob", "- -"]);
        (await rig.Get("first-response?groupBy=manager"))["groups"].Of("name", "cases", "within").ShouldBe(["Ann 2 2", "- 1 0"]);
        (await rig.Get("first-response?groupBy=manager-at-response"))["groups"].Of("name", "cases", "within").ShouldBe(["Ann 1 1", "Bob 1 1", "- 1 0"]);
        (await rig.Get($"first-response?manager={Guid(1)}"))["totals"]!["cases"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task Groups_are_by_channel_kind_and_product()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked("complaint", 1)).Appeal(1, 1, 2, Answered(1))
            .Appeal(2, 1, 1, Asked("question", channel: AppealChannel.EMail));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("first-response?groupBy=channel"))["groups"].Of("key", "name", "cases", "within").ShouldBe(["e-mail e-mail 1 0", "phone phone 1 1"]);
        (await rig.Get("first-response?groupBy=kind"))["groups"].Of("key", "cases").ShouldBe(["complaint 1", "question 1"]);
        (await rig.Get("first-response?groupBy=product"))["groups"].Of("key", "name", "cases").ShouldBe(["#1 Lamp 1", "- - 1"]);
        (await rig.Get("first-response"))["groups"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_purchase_converts_after_the_start_up_to_ninety_days_and_open_windows_are_apart()
    {
        var story = Desk().Registered(3, 0).Registered(4, 0).Registered(5, 0)
            .Appeal(1, 1, 1, Asked(), Answered(1)).Bought(1, 1, 91)
            .Appeal(2, 2, 1, Asked(), Answered(2)).Bought(2, 2, 91 + Microsecond)
            .Appeal(3, 3, 1, Asked(), Answered(3)).Bought(3, 3, 1)
            .Appeal(4, 4, 1, Asked()).Appeal(4, 4, 9, Answered(4)).Bought(4, 4, 2, amount: 0)
            .Appeal(5, 5, 1, Asked()).Bought(5, 5, 2).Deal(5, 5, 60, new DealReopened("a mistake"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await Conversion("", "within")).ShouldBe("3 3 1 0.3333333333333333 0");
        (await Conversion("", "late")).ShouldBe("1 1 0 0 0");
        (await Conversion("", "never")).ShouldBe("1 1 0 0 0");
        (await Conversion($"asOf={On(91)}", "within")).ShouldBe("3 3 1 0.3333333333333333 0");
        (await Conversion($"asOf={On(90)}", "within")).ShouldBe("3 0 0 - 3");
        (await rig.Get($"first-response?asOf={On(59)}"))["rows"].Of("bought").Last().ShouldBe("true");

        async Task<string> Conversion(string query, string part)
        {
            var figures = (await rig.Get($"first-response?{query}"))["totals"]!["conversion"]![part]!;
            return string.Join(' ', new[] { "cases", "closedWindows", "bought", "share", "openWindows" }.Select(field => Lines.Show(figures[field])));
        }
    }

    [Fact]
    public async Task The_period_selects_cases_by_their_start_and_answers_after_it_count_up_to_asOf()
    {
        var story = Desk().Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1)).Appeal(2, 1, 2, Asked()).Appeal(2, 1, 3, Answered(2));
        await using var rig = await ReportRig.Of(story.Facts);

        (await Totals(rig, $"from={On(1)}&to={On(2)}", "cases", "answered")).ShouldBe("1 1");
        (await Totals(rig, $"from={On(1)}&to={On(2)}&asOf={On(1.5)}", "cases", "answered")).ShouldBe("1 0");
        (await Totals(rig, $"from={On(1)}&asOf={On(2)}", "cases", "answered")).ShouldBe("2 1");
    }

    [Fact]
    public async Task The_archived_are_left_out_from_their_archiving_on_and_counted_once()
    {
        var story = Desk().Appeal(1, 1, 1, Asked()).Appeal(2, 2, 1, Asked()).Appeal(3, 2, 2, Asked()).Customer(2, 4, new CustomerArchived("gone")).Customer(2, 6, new CustomerRestored("back"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await At(3)).ShouldBe("3 0");
        (await At(4)).ShouldBe("1 1");
        (await At(4, "&includeArchived=true")).ShouldBe("3 0");
        (await At(6)).ShouldBe("3 0");

        async Task<string> At(double day, string query = "")
        {
            var report = await rig.Get($"first-response?asOf={On(day)}{query}");
            return $"{report["totals"]!["cases"]} {report["stamp"]!["leftOut"]!["archived"]}";
        }
    }

    [Fact]
    public async Task A_customer_that_is_not_registered_yet_has_no_cases()
    {
        var story = new Story().Registered(1, 5).Appeal(1, 1, 1, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"first-response?asOf={On(4)}"))["rows"].Of("customer").ShouldBeEmpty();
        (await Totals(rig, $"asOf={On(4)}", "cases", "overdue")).ShouldBe("0 0");
        (await Totals(rig, $"asOf={On(5)}", "cases", "overdue")).ShouldBe("1 1");
    }

    private static double Number(JsonObject report, string field) => report["totals"]![field]!.GetValue<double>();

    private static async Task<string> Totals(ReportRig rig, string query, params string[] fields)
    {
        var totals = (await rig.Get($"first-response?{query}"))["totals"]!;
        return string.Join(' ', fields.Select(field => Lines.Show(totals[field])));
    }
}
