using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Contacts;

public sealed class ContactTests(RunningApi api) : AreaSpec(api, "/api/contacts")
{
    private static readonly Guid Responsible = User(UserRole.Operator);

    [Fact]
    public async Task A_planned_contact_is_moved_handed_over_and_completed()
    {
        var id = await Planned(await Customer());

        await Does(id, "reschedule", new { dueAt = "2100-02-01T10:00:00+01:00", remindAt = "2100-01-31" }, "contact-rescheduled-v1");
        await Does(id, "reassign", new { responsible = User(UserRole.Manager) }, "contact-reassigned-v1");
        await Does(id, "complete", new { minutes = 20, outcome = "agreed" }, "contact-completed-v1");
        (await Ask(id, "cancel", new { reason = "late" })).ShouldBeProblem(Conflict, "contact-completed");
    }

    [Fact]
    public async Task A_planned_contact_is_cancelled()
    {
        var id = await Planned(await Customer());

        await Does(id, "cancel", new { reason = "ill" }, "contact-cancelled-v1");
        await Does(id, "cancel", new { reason = "ill" });
        (await Ask(id, "complete", new { })).ShouldBeProblem(Conflict, "contact-cancelled");
    }

    [Fact]
    public async Task A_contact_that_happened_is_recorded_where_it_can_be_read_and_withdrawn()
    {
        var customer = await Customer();
        var answer = await Post("/api/contacts/record", Recorded(customer));

        answer.Status.ShouldBe(Created, answer.Text);
        answer.Headers.Location!.OriginalString.ShouldBe($"/api/contacts/{answer.Json["id"]}");
        var id = answer.Json["id"]!.GetValue<Guid>();
        (await FirstFact($"contact-{id}")).Customer!.Value.Value.ShouldBe(customer);
        await Does(id, "withdraw", new { reason = "wrong customer" }, "contact-withdrawn-v1");
    }

    [Fact]
    public async Task A_contact_is_linked_to_an_appeal_and_a_deal_of_the_same_customer_only()
    {
        var (customer, other) = (await Customer(), await Customer());
        var (appeal, deal) = (await Appeal(customer), await Deal(customer));
        var id = await Planned(customer);

        await Does(id, "link-to-appeal", new { appeal }, "contact-linked-to-appeal-v1");
        await Does(id, "link-to-deal", new { deal }, "contact-linked-to-deal-v1");
        (await Ask(id, "link-to-appeal", new { appeal = await Appeal(other) })).ShouldName("appeal");
        (await Ask(id, "link-to-deal", new { deal = Nobody })).ShouldName("deal");
        (await Ask(Nobody, "link-to-deal", new { deal })).ShouldBeProblem(NotFound, "no-such-contact");
        (await Post("/api/contacts", Plan(customer, appeal: await Appeal(other)))).ShouldName("appeal");

        var card = (await Read($"/{id}")).Json;
        card["appeals"]!.AsArray().Select(link => link!.GetValue<Guid>()).ShouldBe([appeal]);
        card["deals"]!.AsArray().Select(link => link!.GetValue<Guid>()).ShouldBe([deal]);
    }

    [Fact]
    public async Task What_a_contact_refers_to_must_exist()
    {
        var customer = await Customer();

        (await Post("/api/contacts", Plan(Nobody))).ShouldName("customer");
        (await Post("/api/contacts", Plan(customer, responsible: Nobody))).ShouldName("responsible");
        (await Post("/api/contacts", Plan(customer, person: Nobody))).ShouldName("person");
        (await Ask(await Planned(customer), "reassign", new { responsible = Nobody })).ShouldName("responsible");
    }

    [Fact]
    public async Task A_contact_person_of_the_customer_may_be_named()
    {
        var (customer, person) = (await Customer(), Guid.NewGuid());
        await Post($"/api/customers/{customer}/add-contact-person", new { person, details = new { name = "Eve" } });

        var id = await Make(Plan(customer, person: person));

        (await Read($"/{id}")).Json["personId"]!.GetValue<Guid>().ShouldBe(person);
    }

    [Fact]
    public async Task Bad_input_is_named_field_by_field()
    {
        var customer = await Customer();

        (await Post("/api/contacts", new { customer })).ShouldName("kind", "direction", "responsible", "subject", "dueAt");
        (await Post("/api/contacts", Plan(customer, dueAt: "2024-01-01T10:00:00"))).ShouldName("dueAt");
        (await Post("/api/contacts", Plan(customer, dueAt: "1812-01-01"))).ShouldName("dueAt");
        (await Post("/api/contacts/record", Recorded(customer, happenedAt: "2199-01-01"))).ShouldName("happenedAt");
        (await Post("/api/contacts/record", Recorded(customer, minutes: -1))).ShouldName("minutes");
        (await Post("/api/contacts", Plan(customer, remindAt: "2101-01-01"))).ShouldBeProblem(Conflict, "reminder-after-due");
        (await Ask(Nobody, "complete", new { })).ShouldBeProblem(NotFound, "no-such-contact");
    }

    [Fact]
    public async Task An_auditor_may_look_at_contacts_and_plan_none()
    {
        (await Post("/api/contacts", Plan(await Customer()), UserRole.Auditor)).ShouldBeProblem(Forbidden, "role-needed");
        await Read("", UserRole.Auditor);
    }

    [Fact]
    public async Task The_card_and_the_history_show_what_was_recorded()
    {
        var id = await Make(Recorded(await Customer("Noon")), path: "/api/contacts/record");

        var card = await Read($"/{id}");

        card.Headers.ETag!.Tag.ShouldBe("\"0\"");
        var shown = new[] { "customerName", "state", "kind", "direction", "subject", "responsibleName", "outcome", "happenedAt" }.Select(field => card.Json[field]!.GetValue<string>());
        shown.ShouldBe(["Noon", "completed", "e-mail", "incoming", "prices", "The Operator", "sent", "2024-05-06T00:00:00+00:00"]);
        (await History(id)).ShouldBe(["contact-completed-v1"]);
        (await Get($"/api/contacts/{Nobody}")).ShouldBeProblem(NotFound, "not-found");
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged_in_order_of_time()
    {
        var customer = await Customer();
        var due = await Make(Plan(customer, dueAt: "2024-01-02"));
        var happened = await Make(Recorded(customer), path: "/api/contacts/record");
        var later = await Make(Plan(customer, responsible: User(UserRole.Admin), importance: "minor"));
        var latest = await Make(Plan(customer, dueAt: "2100-01-03"));
        await Does(latest, "cancel", new { reason = "no" }, "contact-cancelled-v1");
        var mine = $"customer={customer}";

        (await Ids(mine)).ShouldBe([due, happened, later, latest]);
        (await Ids(mine + "&state=planned")).ShouldBe([due, later]);
        (await Ids(mine + "&state=overdue")).ShouldBe([due]);
        (await Ids(mine + "&state=completed")).ShouldBe([happened]);
        (await Ids(mine + "&state=cancelled")).ShouldBe([latest]);
        (await Ids(mine + "&kind=e-mail")).ShouldBe([happened]);
        (await Ids(mine + "&importance=minor")).ShouldBe([later]);
        (await Ids(mine + $"&responsible={User(UserRole.Admin)}")).ShouldBe([later]);
        (await Ids(mine + "&dueFrom=2024-01-02&dueTo=2100-01-03")).ShouldBe([due, later]);
        (await Read($"?{mine}&state=overdue")).Json["rows"]![0]!["overdue"]!.GetValue<bool>().ShouldBeTrue();
        (await Get("/api/contacts?state=lost")).ShouldName("state");
    }

    private Task<Guid> Planned(Guid customer) => Make(Plan(customer));

    private Task<Guid> Appeal(Guid customer) => Make(new { customer, channel = "phone", subject = "noise" }, path: "/api/appeals");

    private async Task<Guid> Deal(Guid customer)
    {
        var pipeline = await Make(new { name = "Sales", stages = new[] { "new" } }, UserRole.Manager, "/api/pipelines");
        return await Make(new { customer, title = "Lamps", pipeline }, path: "/api/deals");
    }

    private static object Plan(
        Guid customer, Guid? responsible = null, Guid? person = null, Guid? appeal = null, string dueAt = "2100-01-02", string? remindAt = null, string importance = "important") =>
        new { customer, kind = "meeting", direction = "outgoing", responsible = responsible ?? Responsible, subject = "offer", dueAt, remindAt, person, importance, appeal, group = "first-contact" };

    private static object Recorded(Guid customer, string happenedAt = "2024-05-06", int minutes = 5) =>
        new { customer, kind = "e-mail", direction = "incoming", responsible = Responsible, subject = "prices", happenedAt, minutes, outcome = "sent" };
}
