using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Appeals;

/// <summary>The first-response report under meanings other than the one that comes with the program.</summary>
public sealed class FirstResponseDefinitionTests
{
    private const double Microsecond = 1 / 86_400_000_000.0;
    private const double Hour = 1 / 24.0;

    private static readonly IReadOnlyList<Hours> NineToFive = [new(new(9, 0), new(17, 0))];
    private static readonly WorkingHours Office = new("Etc/UTC", new(NineToFive, NineToFive, NineToFive, NineToFive, NineToFive), []);
    private static readonly Actor Automation = new(ActorKind.Automation, "robot");

    private static readonly FirstResponseDefinition EightWorkingHours = FirstResponseDefinition.V1 with { Clock = new ResponseClock.Working(Id<CalendarId>(6), 1), ThresholdHours = 8 };

    private static Story Desk() => new Story().User(1, "Ann").User(2, "Bob").Registered(1, 0).Registered(2, 0);

    [Fact]
    public async Task Taking_in_charge_and_closing_respond_where_the_definition_says_so()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, new AppealTakenInCharge(Id<UserId>(2))).Appeal(1, 1, 4, Answered(1))
            .Appeal(2, 1, 1, Asked()).Appeal(2, 1, 1.5, new AppealAssigned(Id<UserId>(2))).Appeal(2, 1, 5, new AppealClosed(AppealClosing.Untold))
            .Appeal(3, 1, 1, Asked()).By(Automation).Appeal(3, 1, 2, new AppealClosed(AppealClosing.Untold))
            .Proposed(FirstResponseDefinition.V1 with { Responds = [ResponseKind.TakenInCharge, ResponseKind.Answered] })
            .Proposed(FirstResponseDefinition.V1 with { Responds = [ResponseKind.Closed] });
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await Rows(rig)).ShouldBe(["#1 within 24", "#2 overdue -", "#3 overdue -"]);
        (await rig.Get("first-response"))["stamp"]!["definition"]!.GetValue<string>().ShouldBe("first-response/v2");

        await rig.Build(definition: "first-response/v3");
        (await Rows(rig)).ShouldBe(["#1 overdue -", "#2 late 96", "#3 overdue -"]);

        await rig.Build();
        (await Rows(rig)).ShouldBe(["#1 late 72", "#2 overdue -", "#3 overdue -"]);
    }

    [Fact]
    public async Task A_person_who_calls_about_the_appeal_responds()
    {
        var story = Contacted()
            .Contact(1, 1, 2, new ContactCompleted(Call(), 5, null), LinkedTo(1))
            .Contact(2, 1, 2, new ContactCompleted(Call(Direction.Incoming), 5, null), LinkedTo(2))
            .Contact(3, 1, 2, new ContactCompleted(Call(), 5, null))
            .By(Automation).Contact(4, 1, 2, new ContactCompleted(Call(), 5, null), LinkedTo(3)).By(1)
            .Contact(5, 1, 0.5, new ContactCompleted(Call(), 5, null), LinkedTo(4))
            .Contact(6, 1, 2, new ContactPlanned(Call(), Day(3), null), LinkedTo(5)).Contact(6, 1, 4, new ContactCompleted(Call(), 5, null))
            .Contact(7, 1, 2.5, new ContactCompleted(Call(), 5, null), LinkedTo(6), LinkedTo(7)).Appeal(6, 1, 2, Answered(1));
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await Rows(rig)).ShouldBe(["#1 within 24", "#2 overdue -", "#3 overdue -", "#4 overdue -", "#5 late 72", "#6 within 24", "#7 within 36"]);
    }

    [Fact]
    public async Task A_call_counts_from_when_it_was_linked_until_it_was_withdrawn()
    {
        var story = Contacted()
            .Contact(1, 1, 2, new ContactCompleted(Call(), 5, null)).Contact(1, 1, 6, LinkedTo(1)).Contact(1, 1, 8, new ContactWithdrawn("another customer"))
            .By(2).Appeal(1, 1, 4, Answered(1));
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await At(2.5)).ShouldBe("waiting - -");
        (await At(5)).ShouldBe("late 72 Bob");
        (await At(6)).ShouldBe("within 24 Ann");
        (await At(8)).ShouldBe("late 72 Bob");

        async Task<string> At(double day) => (await rig.Get($"first-response?asOf={On(day)}"))["rows"].Of("outcome", "hours", "responder").First();
    }

    [Fact]
    public async Task On_a_working_clock_only_working_hours_pass_and_the_threshold_is_exact()
    {
        // Day 2 is a Friday: asked at 13:00, four hours are left of it, and four of Monday's are the last within.
        var story = Desk().Calendar(6, Office, Office with { Zone = "Asia/Tokyo" }).Proposed(EightWorkingHours)
            .Appeal(1, 1, 2 + (13 * Hour), Asked()).Appeal(1, 1, 5 + (13 * Hour), Answered(1))
            .Appeal(2, 1, 2 + (13 * Hour), Asked()).Appeal(2, 1, 5 + (13 * Hour) + Microsecond, Answered(2))
            .Appeal(3, 1, 2 + (13 * Hour), Asked()).Appeal(3, 1, 2 + (15 * Hour), new AppealAssigned(Id<UserId>(1))).Appeal(3, 1, 5 + (8 * Hour), Answered(3))
            .Appeal(4, 1, 2 + (13 * Hour), Asked());
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await Rows(rig))[..2].ShouldBe(["#1 within 8", "#2 late 8.000000000277778"]);
        (await rig.Get("first-response"))["rows"].Of("outcome", "hours", "assignmentLagHours", "reactionLagHours").ElementAt(2).ShouldBe("within 4 2 2");
        (await rig.Get($"first-response?asOf={On(5 + (13 * Hour))}"))["rows"].Of("outcome").Last().ShouldBe("waiting");
        (await rig.Get($"first-response?asOf={On(5 + (13 * Hour) + Microsecond)}"))["rows"].Of("outcome").Last().ShouldBe("overdue");
        (await rig.Get("first-response"))["stamp"]!["pins"]!.ToJsonString().ShouldBe("""["stage/v1","calendar-00000006-0000-0000-0000-000000000000/v1"]""");
    }

    [Fact]
    public async Task A_limit_used_up_in_the_evening_is_kept_until_the_morning()
    {
        var story = Desk().Calendar(6, Office).Proposed(EightWorkingHours)
            .Appeal(1, 1, 1 + (9 * Hour), Asked()).Appeal(1, 1, 2 + (9 * Hour), Answered(1))
            .Appeal(2, 1, 1 + (9 * Hour), Asked()).Appeal(2, 1, 2 + (9 * Hour) + Microsecond, Answered(2));
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await Rows(rig)).ShouldBe(["#1 within 8", "#2 late 8.000000000277778"]);
        (await rig.Get($"first-response?asOf={On(2 + (9 * Hour))}"))["rows"].Of("outcome").ShouldBe(["within", "waiting"]);
    }

    [Fact]
    public async Task A_first_contact_is_answered_by_the_first_call_or_answer_after_it()
    {
        var story = Desk().Registered(3, 0).Registered(4, 0).Registered(5, 0).Proposed(FirstResponseDefinition.V1 with { Cases = CasesOf.FirstContacts })
            .Contact(1, 1, 0.5, new ContactCompleted(Call(), 5, null))
            .Contact(2, 1, 1, new ContactCompleted(Call(Direction.Incoming, responsible: 2), 5, null)).Appeal(1, 1, 2, Asked("late"))
            .By(2).Contact(3, 1, 3, new ContactCompleted(Call(), 5, null)).By(1).Appeal(1, 1, 4, Answered(1))
            .Appeal(2, 2, 1, Asked("first")).Appeal(2, 2, 1.5, new AppealAssigned(Id<UserId>(2))).Appeal(2, 2, 5, Answered(2)).Bought(1, 2, 6)
            .Contact(4, 3, 2, new ContactCompleted(Call(Direction.Incoming), 5, null)).By(Automation).Contact(5, 3, 3, new ContactCompleted(Call(), 5, null)).By(1)
            .Contact(6, 4, 3, new ContactCompleted(Call(), 5, null));
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        var report = await rig.Get("first-response");
        report["rows"].Of("customerId", "appealId", "contactId", "channel", "outcome", "hours", "responder", "manager", "managerAtResponse", "bought").ShouldBe(
        [
            "#1 - #2 phone within 48 Bob Bob Ann false",
            "#2 #2 - phone late 96 Ann - Bob true",
            "#3 - #4 phone overdue - - Ann - false",
        ]);
        var page = await rig.Get("first-response?limit=1");
        page["rows"].Of("customerId").ShouldBe(["#1"]);
        (await rig.Get($"first-response?limit=1&cursor={page["next"]}"))["rows"].Of("customerId").ShouldBe(["#2"]);
        (await rig.Get("first-response?kind=first"))["totals"]!["cases"]!.GetValue<long>().ShouldBe(1);
        report["laterCycles"]!["cycles"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task A_first_contact_that_is_withdrawn_leaves_its_place_to_the_next()
    {
        var story = Desk().Proposed(FirstResponseDefinition.V1 with { Cases = CasesOf.FirstContacts })
            .Contact(1, 1, 1, new ContactCompleted(Call(Direction.Incoming), 5, null)).Contact(1, 1, 8, new ContactWithdrawn("another customer"))
            .Contact(2, 1, 2, new ContactCompleted(Call(), 5, null)).Appeal(1, 1, 3, Asked()).Appeal(1, 1, 6, Answered(1));
        await using var rig = await ReportRig.Of(story.Facts, definition: "first-response/v2");

        (await At(7.9)).ShouldBe("1 2 within 24");
        (await At(8)).ShouldBe("3 6 late 72");

        async Task<string> At(double day) => (await rig.Get($"first-response?asOf={On(day)}"))["rows"].Of("startedAt", "respondedAt", "outcome", "hours").Single();
    }

    [Fact]
    public async Task Later_cycles_have_figures_and_rows_of_their_own()
    {
        var story = Desk()
            .Appeal(1, 1, 1, Asked(), Answered(1), new AppealClosed(AppealClosing.Untold))
            .Appeal(1, 1, 5, new AppealReopened(null)).By(2).Appeal(1, 1, 6, Answered(2), new AppealClosed(AppealClosing.Untold))
            .Appeal(1, 1, 9, new AppealReopened(null)).Appeal(1, 1, 12, Answered(3)).By(1)
            .Appeal(2, 2, 1, Asked(), new AppealClosed(AppealClosing.Untold)).Appeal(2, 2, 7, new AppealReopened(null))
            .Appeal(3, 2, 1, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        var report = await rig.Get("first-response");
        report["laterCycles"]!["rows"].Of("appealId", "cycle", "startedAt", "outcome", "hours", "responder").ShouldBe(
            ["#1 2 5 within 24 Bob", "#1 3 9 late 72 Bob", "#2 2 7 overdue - -"]);
        (await Later("")).ShouldBe("3 2 1 1 1 1 0 0.3333333333333333 48");
        (await Later($"asOf={On(8)}")).ShouldBe("2 1 1 1 0 0 1 0.5 24");
        (await Later($"asOf={On(4)}")).ShouldBe("0 0 0 0 0 0 0 - -");
        (await Later($"customer={Guid(2)}")).ShouldBe("1 0 1 0 0 1 0 0 -");
        (await Later($"from={On(2)}")).ShouldBe("0 0 0 0 0 0 0 - -");
        (report["totals"]!["cases"]!.GetValue<long>(), report["totals"]!["medianHours"]!.GetValue<double>()).ShouldBe((3, 0));
        (await rig.Get("first-response?limit=1"))["laterCycles"]!["rows"].Of("appealId", "cycle").ShouldBe(["#1 2", "#1 3"]);

        async Task<string> Later(string query)
        {
            var later = (await rig.Get($"first-response?{query}"))["laterCycles"]!;
            return string.Join(' ', new[] { "cycles", "answered", "unanswered", "within", "late", "overdue", "waiting", "shareWithin", "medianHours" }.Select(field => Lines.Show(later[field])));
        }
    }

    [Fact]
    public async Task A_proposal_gets_the_newest_version_of_its_calendar_and_an_unknown_one_is_named()
    {
        await using var rig = await ReportRig.Of(Desk().Calendar(6, Office, Office with { Days = [] }).Facts);

        (await Proposed($$"""{"kind":"working","calendar":"{{Guid(6)}}"}""")).ShouldBe("first-response/v2,stage/v1,calendar-00000006-0000-0000-0000-000000000000/v2");
        (await Proposed($$"""{"kind":"working","calendar":"{{Guid(6)}}","version":1}""")).ShouldBe("first-response/v3,stage/v1,calendar-00000006-0000-0000-0000-000000000000/v1");
        (await Proposed($$"""{"kind":"working","calendar":"{{Guid(6)}}","version":3}""")).ShouldBe("parameters.clock.version");
        (await Proposed($$"""{"kind":"working","calendar":"{{Guid(6)}}","version":-1}""")).ShouldBe("parameters.clock.version");
        (await Proposed($$"""{"kind":"working","calendar":"{{Guid(7)}}"}""")).ShouldStartWith("parameters.clock.calendar");

        async Task<string> Proposed(string clock)
        {
            using var response = await rig.Send(HttpMethod.Post, "/api/definitions", $$"""{"report":"first-response","parameters":{"clock":{{clock}}},"reason":"To see."}""");
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            return answer["definition"]?.GetValue<string>() is { } named
                ? (await DefinitionBooks.Read(rig.Log, default)).WithPins(DefinitionId.Parse(named))
                : string.Join(',', answer["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    private static Story Contacted()
    {
        var story = Desk().Proposed(FirstResponseDefinition.V1 with { Responds = [ResponseKind.Answered, ResponseKind.Contacted] });
        for (var appeal = 1; appeal <= 7; appeal++) story.Appeal(appeal, 1, 1, Asked());
        return story;
    }

    private static ContactLinkedToAppeal LinkedTo(int appeal) => new(Id<AppealId>(appeal));

    private static async Task<string[]> Rows(ReportRig rig) => [.. (await rig.Get("first-response"))["rows"].Of("appealId", "outcome", "hours")];
}
