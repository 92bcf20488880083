using System.Net;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Contacts;

public sealed class NoContactReportTests
{
    private static readonly Actor Automation = new(ActorKind.Automation, "robot");
    private static readonly string Period = $"from={On(10)}&to={On(20)}";

    private static Story Customers(int count)
    {
        var story = new Story().User(1, "Ann").User(2, "Bob");
        for (var customer = 1; customer <= count; customer++) story.Registered(customer, 0);
        return story;
    }

    [Fact]
    public async Task The_longest_silence_comes_first_and_the_never_contacted_before_all()
    {
        var story = Customers(5).Registered(6, 20)
            .Contact(1, 1, 10, new ContactCompleted(Call(), 5, null))
            .Contact(2, 2, 20, new ContactCompleted(Call(), 5, null)).Contact(3, 2, 9, new ContactCompleted(Call(), 5, null))
            .Contact(4, 3, 9.999999, new ContactCompleted(Call(), null, null))
            .Contact(5, 5, 2.5, new ContactCompleted(Call(Direction.Incoming), null, null));
        await using var rig = await ReportRig.Of(story.Facts);

        var report = await rig.Get($"no-contact?{Period}");

        report["total"]!.GetValue<long>().ShouldBe(4);
        report["rows"].Of("customerId", "daysSilent").ShouldBe(["#4 -", "#5 17", "#2 11", "#3 10"]);
        (await rig.Get($"no-contact?{Period}&limit=2"))["total"]!.GetValue<long>().ShouldBe(4);
    }

    [Fact]
    public async Task What_the_organisation_does_counts_only_when_a_person_did_it()
    {
        var story = Customers(5).By(Automation)
            .Contact(1, 1, 15, new ContactCompleted(Call(), 5, null))
            .Contact(2, 2, 15, new ContactCompleted(Call(Direction.Incoming), 5, null))
            .Appeal(3, 3, 15, Asked())
            .By(1).Appeal(4, 4, 1, Asked()).By(Automation).Appeal(4, 4, 15, Answered(4))
            .By(1).Appeal(5, 5, 1, Asked()).Appeal(5, 5, 15, Answered(5));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"no-contact?{Period}"))["rows"].Of("customerId").ShouldBe(["#1", "#4"]);
    }

    [Fact]
    public async Task Deals_cards_and_managers_are_no_contact()
    {
        var story = Customers(1).Bought(1, 1, 15).Customer(1, 15, new CustomerRenamed("Other"), new CustomerAssigned(Id<UserId>(1)));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"no-contact?{Period}"))["rows"].Of("customer", "manager", "stage").ShouldBe(["Other Ann one-time"]);
    }

    [Fact]
    public async Task What_was_withdrawn_by_asOf_counts_nowhere()
    {
        var story = Customers(2)
            .Contact(1, 1, 15, new ContactCompleted(Call(), 5, null)).Contact(1, 1, 30, new ContactWithdrawn("mistake"))
            .Appeal(2, 2, 1, Asked()).Appeal(2, 2, 15, Answered(2)).Appeal(2, 2, 15, new AppealAnswerWithdrawn(Id<AnswerId>(2), "mistake"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"no-contact?{Period}"))["rows"].Of("customerId").ShouldBe(["#1", "#2"]);
        (await rig.Get($"no-contact?{Period}&asOf={On(29)}"))["rows"].Of("customerId").ShouldBe(["#2"]);
    }

    [Fact]
    public async Task The_archived_are_left_out_from_their_archiving_on_and_counted()
    {
        var story = Customers(2).Customer(2, 40, new CustomerArchived("gone"));
        await using var rig = await ReportRig.Of(story.Facts);

        (await At(39)).ShouldBe("2 0");
        (await At(40)).ShouldBe("1 1");
        (await At(40, "&includeArchived=true")).ShouldBe("2 0");

        async Task<string> At(double day, string query = "")
        {
            var report = await rig.Get($"no-contact?{Period}&asOf={On(day)}{query}");
            return $"{report["total"]} {report["stamp"]!["leftOut"]!["archived"]}";
        }
    }

    [Fact]
    public async Task Stage_class_and_manager_are_those_after_everything_before_to()
    {
        var story = Customers(1).Customer(1, 1, new CustomerAssigned(Id<UserId>(1)))
            .Customer(1, 20, new CustomerAssigned(Id<UserId>(2))).Bought(1, 1, 20);
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"no-contact?{Period}"))["rows"].Of("manager", "stage").ShouldBe(["Ann potential"]);
        (await rig.Get($"no-contact?from={On(10)}&asOf={On(20)}"))["rows"].Of("manager", "stage").ShouldBe(["Bob one-time"]);
        (await rig.Get($"no-contact?{Period}&manager={Guid(2)}"))["total"]!.GetValue<long>().ShouldBe(0);
        (await rig.Get($"no-contact?{Period}&stage=potential&manager={Guid(1)}"))["total"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task What_nearly_counted_and_the_open_deals_are_beside()
    {
        var story = Customers(1)
            .Contact(1, 1, 12, new ContactPlanned(Call(), Day(25), null))
            .Contact(2, 1, 5, new ContactPlanned(Call(), Day(15), null))
            .Contact(3, 1, 5, new ContactPlanned(Call(), Day(15), null)).Contact(3, 1, 14, new ContactCancelled("ill"))
            .Contact(4, 1, 5, new ContactPlanned(Call(), Day(15), null)).Contact(4, 1, 14, new ContactRescheduled(Day(30), null))
            .Contact(5, 1, 5, new ContactPlanned(Call(), Day(8), null))
            .Contact(6, 1, 5, new ContactPlanned(Call(), Day(15), null)).Contact(6, 1, 21, new ContactCompleted(Call(), 5, null))
            .Deal(1, 1, 3, Opened(100)).Deal(2, 1, 3, Opened(50)).Deal(2, 1, 19, new DealLost(null)).Deal(3, 1, 3, Opened(7)).Deal(3, 1, 20, new DealWon(Eur(7)));
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"no-contact?{Period}"))["rows"].Of("planned", "cancelled", "overdue", "openDeals", "openDealsAmount").ShouldBe(["1 1 2 2 107"]);
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended()
    {
        var story = Customers(5).Contact(1, 1, 3, new ContactCompleted(Call(), 5, null)).Contact(2, 2, 3, new ContactCompleted(Call(), 5, null)).Contact(3, 3, 1, new ContactCompleted(Call(), 5, null));
        await using var rig = await ReportRig.Of(story.Facts);
        List<string> seen = [];
        JsonObject page;
        var cursor = "";
        do
        {
            page = await rig.Get($"no-contact?{Period}&limit=1{cursor}");
            seen.AddRange(page["rows"].Of("customerId"));
            cursor = $"&cursor={page["next"]}";
        }
        while (page["next"] is not null);

        seen.ShouldBe(["#4", "#5", "#3", "#1", "#2"]);
    }

    [Fact]
    public async Task The_list_becomes_planned_contacts_once_under_one_key()
    {
        var story = Customers(3).Customer(1, 1, new CustomerAssigned(Id<UserId>(1))).Customer(2, 1, new CustomerAssigned(Id<UserId>(2)));
        await using var rig = await ReportRig.Of(story.Facts);
        var body = $$"""{"due":"2020-03-01","kind":"call","subject":"How are you?","from":"{{On(10)}}","to":"{{On(20)}}"}""";

        var dry = await Plan("?dryRun=true");
        (await Contacts()).ShouldBeEmpty();
        var first = await Plan("");
        var again = await Plan("");

        dry["planned"]!.GetValue<int>().ShouldBe(2);
        first["contacts"].Of("customerId", "responsibleId", "problem").ShouldBe(["#1 #1 -", "#2 #2 -", "#3 - responsible-needed"]);
        again["contacts"]!.ToJsonString().ShouldBe(first["contacts"]!.ToJsonString());
        var contacts = await Contacts();
        contacts.Count.ShouldBe(2);
        contacts.Select(fact => fact.Fact).OfType<ContactPlanned>().ShouldAllBe(planned => planned.DueAt == Day(60) && planned.Details.Kind == ContactKind.Call);

        async Task<JsonObject> Plan(string query)
        {
            using var answer = await rig.Send(HttpMethod.Post, "/api/reports/no-contact/plan-contacts" + query, body, "key");
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonNode.Parse(text)!.AsObject();
        }

        async Task<List<Recorded>> Contacts() =>
            await rig.Log.ReadAll(LogPosition.Start, default).SelectMany(page => page.ToAsyncEnumerable()).Where(fact => fact.Stream.Category == "contact").ToListAsync();
    }

    [Fact]
    public async Task Customers_can_be_named_and_what_cannot_be_is_refused()
    {
        var story = Customers(2).Contact(1, 1, 15, new ContactCompleted(Call(), 5, null));
        await using var rig = await ReportRig.Of(story.Facts);

        (await Plan($$"""{"due":"2020-03-01","kind":"call","subject":"Hello","customers":["{{Guid(1)}}"],"responsible":"{{Guid(2)}}"}""")).ShouldBe(HttpStatusCode.OK);
        (await Plan($$"""{"due":"2020-03-01","kind":"call","subject":"Hello","customers":["{{Guid(77)}}"]}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await Plan($$"""{"due":"2020-03-01","kind":"call","subject":"Hello","responsible":"{{Guid(77)}}"}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await Plan("""{"due":"2020-03-01","kind":"telepathy","subject":"Hello"}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await Plan("""{"kind":"call","subject":"Hello"}""")).ShouldBe(HttpStatusCode.BadRequest);

        async Task<HttpStatusCode> Plan(string body)
        {
            using var answer = await rig.Send(HttpMethod.Post, "/api/reports/no-contact/plan-contacts", body);
            return answer.StatusCode;
        }
    }
}
