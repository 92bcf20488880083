using System.Globalization;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

/// <summary>Cards and histories as of an instant, and as known at one.</summary>
public sealed class PastCardTests(RunningApi api) : AreaSpec(api, "/api")
{
    private const string Begun = "2024-01-01";

    [Fact]
    public async Task A_contact_of_28_March_recorded_on_3_April_is_there_as_of_March_and_was_not_known_on_2_April()
    {
        var story = new Story().User(1, "Ann").Registered(1, 0).Contact(1, 1, 87, new ContactCompleted(Story.Call(), 5, null));
        await using var told = await ReportRig.Empty(["contact_list", "card_history", .. RunningApi.Leaves]);
        await told.Tell(story.Facts);
        await using var rig = await told.Recorded(fact => Story.Day(fact.Stream.Category == "contact" ? 93.4 : 0.5));
        await rig.Build();

        (await Answers("asOf=2020-03-27T23:59:59Z")).ShouldBe("404 0");
        (await Answers("asOf=2020-03-28")).ShouldBe("200 1");
        (await Answers("asOf=2020-03-31&knownAt=2020-04-03")).ShouldBe("404 0");
        (await Answers("asOf=2020-03-31&knownAt=2020-04-04")).ShouldBe("200 1");
        (await Answers("knownAt=2020-04-02")).ShouldBe("404 0");

        async Task<string> Answers(string clocks)
        {
            using var card = await rig.Send(HttpMethod.Get, $"/api/contacts/{Story.Guid(1)}?{clocks}");
            using var history = await rig.Send(HttpMethod.Get, $"/api/contacts/{Story.Guid(1)}/history?{clocks}");
            return $"{(int)card.StatusCode} {JsonNode.Parse(await history.Content.ReadAsStringAsync())!["rows"]!.AsArray().Count}";
        }
    }

    [Fact]
    public async Task What_is_recorded_late_is_there_as_of_its_date_and_unknown_before_it_was_recorded()
    {
        var customer = await Company();
        var before = await Known($"customer-{customer}");
        var contact = await Contact(customer);
        var recorded = await Known($"contact-{contact}");

        (await At(contact, "asOf=2024-03-28")).ShouldBe("completed as of 2024-03-28T00:00:00+00:00");
        (await Get($"/api/contacts/{contact}?asOf=2024-03-27")).ShouldBeProblem(NotFound, "not-found-then");
        (await Get($"/api/contacts/{contact}?asOf=2024-03-27")).Text.ShouldContain("it begins on 2024-03-28 00:00:00Z");
        foreach (var known in new[] { before.Position.ToString(), Instant(before.RecordedAt) })
        {
            (await Get($"/api/contacts/{contact}?knownAt={known}")).ShouldBeProblem(NotFound, "not-found-then");
            (await Rows($"contacts/{contact}", $"knownAt={known}")).ShouldBeEmpty();
        }
        foreach (var known in new[] { recorded.Position.ToString(), Instant(recorded.RecordedAt) })
            (await At(contact, $"asOf=2024-04-01&knownAt={known}")).ShouldBe("completed as of 2024-04-01T00:00:00+00:00");
    }

    [Fact]
    public async Task A_withdrawal_dated_back_is_seen_as_of_its_date_but_not_as_known_before_it()
    {
        var contact = await Contact(await Company());
        var before = await Known($"contact-{contact}");
        await Done($"contacts/{contact}/withdraw", new { reason = "a slip", happenedAt = "2024-04-03" });

        (await At(contact, "asOf=2024-04-02")).ShouldStartWith("completed");
        (await At(contact, "asOf=2024-04-03")).ShouldStartWith("withdrawn");
        (await At(contact, $"asOf=2024-04-03&knownAt={before.Position}")).ShouldStartWith("completed");
        (await Rows($"contacts/{contact}", "asOf=2024-04-02")).ShouldBe(["contact-completed-v1"]);
        (await Rows($"contacts/{contact}", "asOf=2024-04-03")).ShouldBe(["contact-withdrawn-v1", "contact-completed-v1"]);
        (await Rows($"contacts/{contact}", $"asOf=2024-04-03&knownAt={before.Position}")).ShouldBe(["contact-completed-v1"]);
    }

    [Fact]
    public async Task Links_and_names_are_those_of_then()
    {
        var customer = await Company("Before");
        var appeal = await Make(new { customer, channel = "phone", subject = "noise", happenedAt = "2024-03-01" }, path: "/api/appeals");
        var contact = await Contact(customer);
        await Done($"contacts/{contact}/link-to-appeal", new { appeal, happenedAt = "2024-04-10" });
        await Done($"customers/{customer}/change", new { name = "After", happenedAt = "2024-05-01" });
        await Done($"customers/{customer}/archive", new { reason = "closed", happenedAt = "2024-05-02" });

        var before = await Card("contacts", contact, "asOf=2024-04-09");
        before["customerName"]!.GetValue<string>().ShouldBe("Before");
        before["responsibleName"]!.GetValue<string>().ShouldBe("The Operator");
        before["appeals"]!.AsArray().ShouldBeEmpty();
        var after = await Card("contacts", contact, "asOf=2024-05-01");
        after["customerName"]!.GetValue<string>().ShouldBe("After");
        after["appeals"]!.AsArray().ShouldHaveSingleItem()!.GetValue<Guid>().ShouldBe(appeal);
        (await Card("customers", customer, "asOf=2024-05-01"))["archived"]!.GetValue<bool>().ShouldBeFalse();
        (await Card("customers", customer, "asOf=2024-05-02"))["archived"]!.GetValue<bool>().ShouldBeTrue();
        (await Rows($"customers/{customer}", "asOf=2024-04-09&limit=2")).ShouldBe(
            ["contact-completed-v1", "appeal-registered-v1", "customer-registered-v1"]);
    }

    [Fact]
    public async Task The_amounts_of_a_deal_are_those_of_then_and_a_planned_contact_is_overdue_by_the_clock_asked_for()
    {
        var customer = await Company();
        var pipeline = await Make(new { name = "Sales", stages = new[] { "new" }, happenedAt = Begun }, UserRole.Manager, "/api/pipelines");
        var deal = await Make(new { customer, title = "Lamps", pipeline, expectedAmount = 10, happenedAt = "2024-02-01" }, path: "/api/deals");
        await Done($"deals/{deal}/revalue", new { amount = 20, happenedAt = "2024-03-01" });
        await Done($"deals/{deal}/win", new { amount = 15, happenedAt = "2024-04-01" });
        await Done($"deals/{deal}/record-payment", new { amount = 7, happenedAt = "2024-03-15" });
        var planned = await Make(new { customer, kind = "call", direction = "outgoing", responsible = User(UserRole.Operator), subject = "offer", dueAt = "2024-03-10", happenedAt = "2024-03-01" }, path: "/api/contacts");

        (await Amounts("2024-02-15")).ShouldBe("open 10 - 0");
        (await Amounts("2024-03-15")).ShouldBe("open 20 - 7");
        (await Amounts("2024-04-01")).ShouldBe("won 20 15 7");
        (await Card("contacts", planned, "asOf=2024-03-09"))["overdue"]!.GetValue<bool>().ShouldBeFalse();
        (await Card("contacts", planned, "asOf=2024-03-11"))["overdue"]!.GetValue<bool>().ShouldBeTrue();

        async Task<string> Amounts(string asOf)
        {
            var card = await Card("deals", deal, $"asOf={asOf}");
            return string.Join(' ', new[] { "state", "expectedAmount", "amount", "paidAmount" }.Select(field => Lines.Show(card[field])));
        }
    }

    [Fact]
    public async Task A_card_of_the_past_says_what_it_was_folded_from_and_cannot_be_changed()
    {
        var customer = await Company();
        var known = await Known($"customer-{customer}");
        await Done($"customers/{customer}/change", new { source = "fair", happenedAt = "2024-02-01" });

        var answer = await Read($"/customers/{customer}?asOf=2024-01-15&knownAt={known.Position}");
        answer.Json["stamp"]!.AsObject().Select(part => $"{part.Key} {part.Value}").ShouldBe(["asOf 2024-01-15T00:00:00+00:00", $"knownAt {known.Position}", $"position {known.Position}"]);
        answer.Json["revision"]!.GetValue<long>().ShouldBe(0);
        answer.Headers.ETag.ShouldBeNull();
        (await Post($"/api/customers/{customer}/archive", new { reason = "x" }, UserRole.Operator, ("If-Match", "\"0\""))).ShouldBeProblem(PreconditionFailed, "outdated");

        var present = await Read($"/customers/{customer}");
        present.Json.ContainsKey("stamp").ShouldBeFalse();
        present.Headers.ETag!.Tag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task A_clock_that_cannot_be_is_refused_by_name()
    {
        var customer = await Company();
        foreach (var path in new[] { $"/api/customers/{customer}", $"/api/customers/{customer}/history", $"/api/deals/{Nobody}", $"/api/deals/{Nobody}/history" })
        {
            (await Get($"{path}?asOf=2199-01-01")).ShouldName("asOf");
            (await Get($"{path}?asOf=yesterday")).ShouldName("asOf");
            (await Get($"{path}?asOf=2024-01-01T10:00:00")).ShouldName("asOf");
            (await Get($"{path}?knownAt=2199-01-01")).ShouldName("knownAt");
            (await Get($"{path}?knownAt=999999999999")).ShouldName("knownAt");
            (await Get($"{path}?knownAt=soon")).ShouldName("knownAt");
        }
        (await Get($"/api/customers/{customer}?asOf=2023-12-31")).ShouldBeProblem(NotFound, "not-found-then");
        (await Get($"/api/customers/{Nobody}?asOf=2024-01-01")).ShouldBeProblem(NotFound, "not-found");
    }

    [Fact]
    public async Task An_erased_person_is_erased_on_cards_of_the_past_too()
    {
        var customer = await Company("Eve Stone");
        var contact = await Contact(customer);
        (await Card("customers", customer, "asOf=2024-06-01"))["name"]!.GetValue<string>().ShouldBe("Eve Stone");
        (await Said()).ShouldBe(["Eve Stone", "prices"]);

        await (await SubjectKeys.Open(Api.Database, default)).Destroy(new(customer), default);

        await Until($"/api/customers/{customer}?asOf=2024-06-01", answer => answer.Json["name"] is null);
        var card = await Card("contacts", contact, "asOf=2024-06-01");
        new[] { "customerName", "subject", "outcome" }.Select(field => card[field]).ShouldAllBe(value => value == null);
        card["state"]!.GetValue<string>().ShouldBe("completed");
        (await Said()).ShouldBe([null, null]);

        async Task<string?[]> Said() =>
        [
            (string?)(await Read($"/customers/{customer}/history")).Json["rows"]!.AsArray()[^1]!["fact"]!["name"],
            (string?)(await Read($"/contacts/{contact}/history")).Json["rows"]![0]!["fact"]!["details"]!["subject"],
        ];
    }

    [Fact]
    public async Task The_description_names_both_clocks()
    {
        var paths = (await Get("/openapi/v1.json", null)).Json["paths"]!;
        foreach (var area in new[] { "customers", "contacts", "appeals", "deals" })
            foreach (var path in new[] { $"/api/{area}/{{id}}", $"/api/{area}/{{id}}/history" })
                paths[path]!["get"]!["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()).Intersect(["asOf", "knownAt"]).Count().ShouldBe(2, path);
    }

    private Task<Guid> Company(string name = "Acme") => Make(new { kind = "company", name, happenedAt = Begun }, path: "/api/customers");

    private Task<Guid> Contact(Guid customer) => Make(
        new { customer, kind = "e-mail", direction = "incoming", responsible = User(UserRole.Operator), subject = "prices", outcome = "sent", happenedAt = "2024-03-28" },
        path: "/api/contacts/record");

    private async Task Done(string path, object body)
    {
        var answer = await Post($"/api/{path}", body);
        answer.Status.ShouldBe(OK, answer.Text);
        Written(answer);
    }

    /// <summary>The last fact of a stream.</summary>
    private async Task<Recorded> Known(string stream) => await Api.Log.ReadStream(new(stream), 0, default).LastAsync();

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async Task<JsonObject> Card(string area, Guid id, string clocks) => (await Read($"/{area}/{id}?{clocks}")).Json;

    private async Task<string> At(Guid contact, string clocks)
    {
        var card = await Card("contacts", contact, clocks);
        return $"{card["state"]} as of {card["stamp"]!["asOf"]}";
    }

    /// <summary>The types of facts in a record's history, page by page.</summary>
    private async Task<IReadOnlyList<string>> Rows(string record, string clocks)
    {
        var types = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await Read($"/{record}/history?{clocks}{cursor}")).Json;
            types.AddRange(page["rows"]!.AsArray().Select(row => row!["type"]!.GetValue<string>()));
            cursor = page["next"] is { } next ? $"&cursor={next}" : null;
        }
        return types;
    }

    private async Task Until(string path, Func<Answer, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!holds(await Get(path))) await pause.WaitForNextTickAsync(patience.Token);
    }
}
