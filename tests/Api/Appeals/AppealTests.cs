using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Appeals;

public sealed class AppealTests(RunningApi api) : AreaSpec(api, "/api/appeals")
{
    [Fact]
    public async Task An_appeal_is_handed_from_one_to_another()
    {
        var id = await Registered(await Customer());
        var group = await Make(new { name = "Second line" }, UserRole.Manager, "/api/groups");

        await Does(id, "assign", new { responsible = User(UserRole.Manager) }, "appeal-assigned-v1");
        await Does(id, "forward-to-user", new { responsible = User(UserRole.Admin) }, "appeal-forwarded-to-user-v1");
        await Does(id, "forward-to-group", new { group }, "appeal-forwarded-to-group-v1");
        await Does(id, "take-in-charge", new { }, "appeal-taken-in-charge-v1");

        var card = (await Read($"/{id}")).Json;
        card["responsibleId"]!.GetValue<Guid>().ShouldBe(User(UserRole.Operator));
        card["state"]!.GetValue<string>().ShouldBe("in-charge");
    }

    [Fact]
    public async Task An_appeal_is_held_answered_closed_reopened_and_rated()
    {
        var (id, answer) = (await Registered(await Customer()), Guid.NewGuid());

        await Does(id, "hold", new { reason = "waiting for parts" }, "appeal-put-on-hold-v1");
        await Does(id, "resume", new { }, "appeal-resumed-v1");
        await Does(id, "note", new { text = "check the serial number" }, "appeal-noted-v1");
        await Does(id, "answer", new { answer, text = "replaced" }, "appeal-answered-v1");
        await Does(id, "close", new { done = "replaced", minutes = 30, comment = "quick" }, "appeal-closed-v1");
        await Does(id, "rate", new { score = 5, comment = "thanks" }, "appeal-rated-v1");
        await Does(id, "reopen", new { reason = "broke again" }, "appeal-reopened-v1");
        await Does(id, "withdraw-answer", new { answer, reason = "meant for another" }, "appeal-answer-withdrawn-v1");
        (await Ask(id, "withdraw-answer", new { answer = Nobody, reason = "?" })).ShouldBeProblem(NotFound, "no-such-answer");
    }

    [Fact]
    public async Task An_answer_without_an_id_gets_one_and_a_retry_gives_no_second()
    {
        var id = await Registered(await Customer());
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString());

        for (var i = 0; i < 2; i++) Written(await Post($"/api/appeals/{id}/answer", new { text = "done" }, UserRole.Operator, key)).Status.ShouldBe(OK);

        var answers = (await Read($"/{id}")).Json["answers"]!.AsArray();
        answers.Count.ShouldBe(1);
        await Does(id, "withdraw-answer", new { answer = answers[0]!["answer"]!.GetValue<Guid>(), reason = "wrong" }, "appeal-answer-withdrawn-v1");
    }

    [Fact]
    public async Task What_an_appeal_refers_to_must_exist()
    {
        var customer = await Customer();
        var id = await Registered(customer);

        (await Post("/api/appeals", Register(Nobody))).ShouldName("customer");
        (await Post("/api/appeals", Register(customer, product: Nobody))).ShouldName("product");
        (await Post("/api/appeals", Register(customer, responsible: Nobody))).ShouldName("responsible");
        (await Post("/api/appeals", Register(customer, person: Nobody))).ShouldName("person");
        (await Ask(id, "assign", new { responsible = Nobody })).ShouldName("responsible");
        (await Ask(id, "take-in-charge", new { responsible = Nobody })).ShouldName("responsible");
        (await Ask(id, "forward-to-user", new { responsible = Nobody })).ShouldName("responsible");
        (await Ask(id, "forward-to-group", new { group = Nobody })).ShouldName("group");
        (await Ask(Nobody, "resume", new { })).ShouldBeProblem(NotFound, "no-such-appeal");
    }

    [Fact]
    public async Task Bad_input_is_named_and_what_is_closed_stays_so()
    {
        var customer = await Customer();
        var id = await Registered(customer);

        (await Post("/api/appeals", new { customer })).ShouldName("channel", "subject");
        (await Post("/api/appeals", Register(customer, happenedAt: "2190-01-01"))).ShouldName("happenedAt");
        (await Ask(id, "rate", new { score = 6 })).ShouldName("score");
        (await Ask(id, "rate", new { score = 3 })).ShouldBeProblem(Conflict, "nothing-to-rate");
        (await Ask(id, "close", new { minutes = -5 })).ShouldName("minutes");
        (await Ask(id, "note", new { text = " " })).ShouldName("text");
        (await Ask(id, "note", new { text = "x" }, UserRole.Auditor)).ShouldBeProblem(Forbidden, "role-needed");
        await Does(id, "close", new { }, "appeal-closed-v1");
        (await Ask(id, "assign", new { responsible = User(UserRole.Admin) })).ShouldBeProblem(Conflict, "appeal-closed");
    }

    [Fact]
    public async Task The_card_and_the_history_show_what_was_recorded()
    {
        var customer = await Customer("Noon");
        var product = await Make(new { name = "Lamp" }, UserRole.Manager, "/api/products");
        var id = await Make(Register(customer, product, User(UserRole.Manager)));

        var card = await Read($"/{id}");

        card.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var shown = new[] { "customerName", "state", "channel", "kind", "productName", "subject", "text", "responsibleName", "registeredAt" }.Select(field => card.Json[field]!.GetValue<string>());
        shown.ShouldBe(["Noon", "assigned", "web", "complaint", "Lamp", "dark", "no light", "The Manager", "2024-05-06T00:00:00+00:00"]);
        (await History(id)).ShouldBe(["appeal-assigned-v1", "appeal-registered-v1"]);
        (await FirstFact($"appeal-{id}")).Customer!.Value.Value.ShouldBe(customer);
        (await Get($"/api/appeals/{Nobody}")).ShouldBeProblem(NotFound, "not-found");
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged_in_order_of_registration()
    {
        var customer = await Customer();
        var group = await Make(new { name = "Service" }, UserRole.Manager, "/api/groups");
        var late = await Make(Register(customer, happenedAt: "2024-07-01"));
        var early = await Make(Register(customer, responsible: User(UserRole.Admin)));
        var phoned = await Make(Register(customer, happenedAt: "2024-06-01", channel: "phone"));
        await Does(phoned, "forward-to-group", new { group }, "appeal-forwarded-to-group-v1");
        await Does(late, "close", new { }, "appeal-closed-v1");
        var mine = $"customer={customer}";

        (await Ids(mine)).ShouldBe([early, phoned, late]);
        (await Ids(mine + "&state=closed")).ShouldBe([late]);
        (await Ids(mine + "&channel=phone")).ShouldBe([phoned]);
        (await Ids(mine + $"&group={group}")).ShouldBe([phoned]);
        (await Ids(mine + $"&responsible={User(UserRole.Admin)}")).ShouldBe([early]);
        (await Ids(mine + "&registeredFrom=2024-06-01&registeredTo=2024-07-01")).ShouldBe([phoned]);
        (await Get("/api/appeals?channel=pigeon")).ShouldName("channel");
    }

    private Task<Guid> Registered(Guid customer) => Make(Register(customer));

    private static object Register(
        Guid customer, Guid? product = null, Guid? responsible = null, Guid? person = null, string happenedAt = "2024-05-06", string channel = "web") =>
        new { customer, channel, subject = "dark", text = "no light", kind = "complaint", product, person, seriousness = "high", serviceType = "repair", responsible, happenedAt };
}
